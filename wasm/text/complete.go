//go:build js && wasm

package main

import (
	"context"
	"time"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/wasm/internal/worker"
)

// textModel puts the protocol's requests to a model.
type textModel struct{ *completion.Model }

// Complete implements engine.Completer. A latent reasoner answers the text, or the last message, with as many thoughts
// as it was trained to take.
func (m textModel) Complete(ctx context.Context, c engine.Complete, onPrefill func(engine.Prefill),
	onToken func(engine.Token)) (*engine.Completion, error) {
	sampling := runtime.Sampling{Temperature: c.Temperature, TopK: c.TopK, TopP: c.TopP, MinP: c.MinP,
		RepetitionPenalty: c.RepetitionPenalty, Seed: c.Seed}
	prefilled := func(read, total int) { onPrefill(engine.Prefill{Read: read, Total: total}) }
	if m.Runtime().Config().Latent != nil {
		o := completion.ReasonOptions{Sampling: sampling, Thoughts: -1, MaxTokens: c.MaxTokens, Stop: c.Stop,
			OnPrefill: prefilled}
		r, err := m.Reason(ctx, question(c), o, func(s completion.ReasonStep) {
			if s.Kind == runtime.StepToken {
				onToken(engine.Token{ID: s.Token.ID, Text: s.Token.Text})
			}
		})
		if err != nil {
			return nil, err
		}
		return completed(&r.Result), nil
	}
	prompt, err := m.prompt(c)
	if err != nil {
		return nil, err
	}
	o := completion.Options{Sampling: sampling, MaxTokens: c.MaxTokens, Stop: c.Stop, OnPrefill: prefilled}
	r, err := m.Generate(ctx, prompt, o, func(t completion.Token) { onToken(engine.Token{ID: t.ID, Text: t.Text}) })
	if err != nil {
		return nil, err
	}
	return completed(r), nil
}

func completed(r *completion.Result) *engine.Completion {
	return &engine.Completion{Text: r.Text, Prompt: r.Prompt, Cached: r.Cached, Tokens: len(r.IDs),
		Finish: string(r.Finish), PrefillMS: millis(r.PrefillTime), DecodeMS: millis(r.DecodeTime), Memory: worker.Memory()}
}

// question is a request's text, or its last message.
func question(c engine.Complete) string {
	if n := len(c.Messages); n > 0 {
		return c.Messages[n-1].Text
	}
	return c.Prompt
}

// prompt is a request's chat, or its text.
func (m textModel) prompt(c engine.Complete) ([]int, error) {
	if len(c.Messages) == 0 {
		return m.Prompt(c.Prompt)
	}
	messages := make([]completion.Message, len(c.Messages))
	for i, message := range c.Messages {
		messages[i] = completion.Message{Role: message.Role, Text: message.Text}
	}
	return m.Chat(messages)
}

// millis is never negative, although the difference of two times is if a clock was set back.
func millis(d time.Duration) float64 { return max(0, float64(d)/float64(time.Millisecond)) }
