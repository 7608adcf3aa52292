package main

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/completion/answer"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// maxTextTokens is the most tokens of an answer by default, unless a latent scheme's config says it: enough to explain
// it.
const maxTextTokens = 256

// answerRule finds the answer of a language model whose config names no rule.
const answerRule = "last-number"

// textSubject is a language model that answers questions.
type textSubject struct {
	model    *completion.Model
	latent   bool   // it has a latent scheme
	chats    bool   // the template is a message
	template string // "" for the scheme's own
	rule     string
	stop     []string
	most     int // tokens
}

// openText opens a language model: one with a latent scheme is asked by it; any other gets the question in a chat's
// message, or in a text to continue.
func (s *subject) openText(ctx context.Context, store *weights.Store, config runtime.Config, o *evalOptions) error {
	model, err := completion.OpenStore(ctx, store, nil)
	if err != nil {
		return err
	}
	if model.Tokenizer() == nil {
		return &noTextError{o.model}
	}
	if err := model.Wait(); err != nil {
		return err
	}
	if o.float32 {
		model = model.Dequantized()
	}
	t := &textSubject{model: model, latent: config.Latent != nil, rule: answerRule, stop: o.stop, most: o.maxTokens}
	if t.latent {
		t.rule, t.most = config.Latent.Answer, cmp.Or(t.most, config.MaxNewTokens)
	}
	t.most = cmp.Or(t.most, maxTextTokens)
	if err := t.setTemplate(o); err != nil {
		return err
	}
	s.maxTokens, s.rule, s.ask, s.fits = t.most, t.rule, t.ask, t.fits
	s.same, s.source = func(a, b string) bool { return a == b }, model.Thinker(t.template)
	s.fields = []accuracy.Field{field("max_tokens", t.most), field("chat", t.chats), field("prompt", t.template),
		field("stop", strings.Join(t.stop, "\x00"))}
	return nil
}

// fits says why the model cannot read a question with so many thoughts.
func (t *textSubject) fits(question string, thoughts int) error {
	prompt, err := t.promptOf(question)
	if err != nil {
		return err
	}
	return t.model.Fits(prompt, thoughts)
}

// ask asks one question. One that does not fit the model's context, or whose change needs the thoughts of one that does
// not, is no reason to give up on the others.
func (t *textSubject) ask(ctx context.Context, it tasks.Item, c causal.Change) (accuracy.Answer, error) {
	a, err := t.answer(ctx, it, c)
	if errors.Is(err, completion.ErrPrompt) || errors.Is(err, runtime.ErrContextFull) {
		return accuracy.Answer{Unread: fault.Text(err)}, nil
	}
	return a, err
}

// answer lets the model answer one question.
func (t *textSubject) answer(ctx context.Context, it tasks.Item, c causal.Change) (accuracy.Answer, error) {
	if t.latent && !t.chats {
		r, err := t.model.Reason(ctx, it.Text, completion.ReasonOptions{Thoughts: c.Thoughts, MaxTokens: t.most,
			Stop: t.stop, Template: t.template, Changes: c.Changes, Sampling: c.Sampling}, nil)
		if err != nil {
			return accuracy.Answer{}, err
		}
		return t.judge(it, &r.Result, r.Answer, r.Found, r.TotalTime), nil
	}
	began := time.Now()
	prompt, err := t.promptOf(it.Text)
	if err != nil {
		return accuracy.Answer{}, err
	}
	r, err := t.model.Generate(ctx, prompt, completion.Options{Sampling: c.Sampling, MaxTokens: t.most,
		Thoughts: c.Thoughts, Stop: t.stop}, nil)
	if err != nil {
		return accuracy.Answer{}, err
	}
	rule, _ := answer.Named(t.rule) // the model's own rules have been checked
	said, found := rule(r.Text)
	return t.judge(it, r, said, found, time.Since(began)), nil
}

// promptOf is the question in tokens.
func (t *textSubject) promptOf(question string) ([]int, error) {
	if !t.chats {
		return t.model.Question(question, t.template)
	}
	text := strings.ReplaceAll(t.template, runtime.QuestionMark, question)
	return t.model.Chat([]completion.Message{{Role: "user", Text: text}})
}

// judge says what a text is worth.
func (t *textSubject) judge(it tasks.Item, r *completion.Result, said string, found bool,
	took time.Duration) accuracy.Answer {
	if !found {
		said = "" // what comes closest is no answer
	}
	return accuracy.Answer{Said: said, Right: found && answer.Same(t.rule, said, it.Answer), Text: r.Text,
		Thoughts: r.Thoughts, Tokens: len(r.IDs), Cut: r.Finish == completion.FinishLength,
		Millis: float64(took) / float64(time.Millisecond)}
}
