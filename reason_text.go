package coconut

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// ask puts a question to a model of a task, or to a language model by its latent scheme.
func (m *Model) ask(ctx context.Context, question string, o reasoner.Options, onStep func(Step)) (*Result, error) {
	switch {
	case m.reasoner != nil:
		r, err := m.reasoner.Ask(ctx, question, o, onStep)
		return r, m.why(err)
	case m.text.Runtime().Config().Latent == nil:
		return nil, ErrNoTask
	}
	if o.WithoutThoughts {
		o.Thoughts = 0
	}
	var tell func(completion.ReasonStep)
	if onStep != nil {
		tell = func(s completion.ReasonStep) { onStep(stepOf(s)) }
	}
	r, err := m.text.Reason(ctx, question, completion.ReasonOptions{
		Thoughts: o.Thoughts, Top: o.TopK, Hidden: o.Hidden, Changes: o.Changes,
	}, tell)
	if err != nil {
		return nil, m.why(err)
	}
	return m.resultOf(question, r), nil
}

// stepOf is a language model's step in the form of a task's. A thought's token is none.
func stepOf(s completion.ReasonStep) Step {
	step := Step{Kind: string(s.Kind), Index: s.Index, Hidden: s.Hidden, Millis: millis(s.Duration)}
	if s.Kind == runtime.StepToken {
		step.Token = s.Token.Token
	}
	for _, c := range s.Top {
		step.Top = append(step.Top, Candidate{Token: c.Token, Prob: float32(math.Exp(c.LogProb))})
	}
	return step
}

// resultOf is a language model's answer in the form of a task's. Nobody judges it: the verdict is "malformed" if there
// is no answer in the text, which then stands for it, and else "".
func (m *Model) resultOf(question string, r *completion.Reasoned) *Result {
	result := &Result{
		Model: m.Info().Name, Method: m.text.Runtime().Config().Latent.Name, Question: question, Answer: r.Answer,
		Thoughts: r.Thoughts, PromptTokens: len(r.PromptIDs), PrefillMS: millis(r.PrefillTime - r.ThinkTime),
		ThinkMS: millis(r.ThinkTime), DecodeMS: millis(r.DecodeTime), TotalMS: millis(r.TotalTime),
	}
	if !r.Found {
		result.Answer, result.Verdict = strings.TrimSpace(r.Text), "malformed"
	}
	for _, id := range r.IDs {
		result.Tokens = append(result.Tokens, m.Token(id))
	}
	return result
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
