//go:build js && wasm

package text

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/wasm/internal/worker"
)

// Model puts the protocol's requests to a model.
type Model struct{ *completion.Model }

// Complete implements engine.Completer. A latent reasoner answers the text, or the last message.
func (m Model) Complete(ctx context.Context, c engine.Complete, on engine.Hearer) (*engine.Completion, error) {
	o := completion.Options{Sampling: runtime.Sampling{Temperature: c.Temperature, TopK: c.TopK, TopP: c.TopP,
		MinP: c.MinP, RepetitionPenalty: c.RepetitionPenalty, Seed: c.Seed}, MaxTokens: c.MaxTokens, Stop: c.Stop,
		OnPrefill: func(read, total int) { on.Prefill(engine.Prefill{Read: read, Total: total}) }}
	if m.Runtime().Config().Latent != nil {
		return m.reason(ctx, c, o, on)
	}
	prompt, err := m.prompt(c)
	if err == nil {
		o.Constrain, err = m.constraint(c.Schema)
	}
	if err != nil {
		return nil, err
	}
	r, err := m.Generate(ctx, prompt, o, func(t completion.Token) { on.Token(engine.Token{ID: t.ID, Text: t.Text}) })
	if err != nil {
		return nil, err
	}
	return m.completed(r), nil
}

// reason answers by the model's latent scheme.
func (m Model) reason(ctx context.Context, c engine.Complete, as completion.Options, on engine.Hearer) (
	*engine.Completion, error) {
	if len(c.Schema) > 0 {
		return nil, completion.ErrOptions.Errorf("Schema: what a latent reasoner writes cannot be restricted")
	}
	o := completion.ReasonOptions{Sampling: as.Sampling, Thoughts: -1, MaxTokens: as.MaxTokens, Stop: as.Stop,
		Top: c.Top, Changes: c.Changes, OnPrefill: as.OnPrefill}
	if c.Thoughts != nil {
		o.Thoughts = *c.Thoughts
	}
	r, err := m.Reason(ctx, question(c), o, func(s completion.ReasonStep) {
		switch s.Kind {
		case runtime.StepToken:
			on.Token(engine.Token{ID: s.Token.ID, Text: s.Token.Text})
		case runtime.StepBot:
			on.Thought(engine.Thought{Top: guesses(s.Top)})
		case runtime.StepThought:
			on.Thought(engine.Thought{Index: s.Index + 1, Top: guesses(s.Top)})
		}
	})
	if err != nil {
		return nil, err
	}
	done := m.completed(&r.Result)
	done.Thoughts = r.Thoughts
	if r.Found {
		done.Answer = &r.Answer
	}
	return done, nil
}

func guesses(top []completion.Candidate) (all []engine.Guess) {
	for _, c := range top {
		all = append(all, engine.Guess{Text: c.Token, Probability: math.Exp(c.LogProb)})
	}
	return all
}

func (m Model) completed(r *completion.Result) *engine.Completion {
	done := &engine.Completion{Text: r.Text, Prompt: r.Prompt, Cached: r.Cached, Tokens: len(r.IDs),
		Finish: string(r.Finish), PrefillMS: millis(r.PrefillTime), DecodeMS: millis(r.DecodeTime), Memory: worker.Memory()}
	if n := m.Runtime().Threads(); n > 1 {
		done.Threads = n
	}
	return done
}

// question is a request's text, or its last message.
func question(c engine.Complete) string {
	if n := len(c.Messages); n > 0 {
		return c.Messages[n-1].Text
	}
	return c.Prompt
}

// prompt is a request's chat, or its text.
func (m Model) prompt(c engine.Complete) ([]int, error) {
	if len(c.Messages) == 0 {
		return m.Prompt(c.Prompt)
	}
	messages := make([]completion.Message, len(c.Messages))
	for i, message := range c.Messages {
		messages[i] = completion.Message{Role: message.Role, Text: message.Text}
	}
	return m.Chat(messages)
}

// constraint is what a request's schema makes of a text.
func (m Model) constraint(schema json.RawMessage) (completion.Constraint, error) {
	switch string(schema) {
	case "":
		return nil, nil
	case "true":
		return m.JSONObject()
	}
	return m.JSON(schema)
}

// millis is never negative, although the difference of two times is if a clock was set back.
func millis(d time.Duration) float64 { return max(0, float64(d)/float64(time.Millisecond)) }
