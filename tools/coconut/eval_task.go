package main

import (
	"context"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/weights"
)

// openTask opens a model that was trained for the task, which its reasoner asks in the task's own way.
func (s *subject) openTask(ctx context.Context, store *weights.Store, o *evalOptions) error {
	r, err := reasoner.OpenStore(ctx, store, nil)
	if err != nil {
		return err
	}
	if err := r.Model().Wait(); err != nil {
		return err
	}
	if o.float32 {
		r = r.Dequantized()
	}
	s.useReasoner(r, o)
	return nil
}

// useReasoner asks a reasoner.
func (s *subject) useReasoner(r *reasoner.Reasoner, o *evalOptions) {
	s.fields = []accuracy.Field{field("max_tokens", o.maxTokens), field("stop_early", o.stopEarly),
		field("without_thoughts", o.withoutThoughts)}
	options := reasoner.Options{StopEarly: o.stopEarly, WithoutThoughts: o.withoutThoughts, MaxNewTokens: o.maxTokens,
		Reuse: o.reuse}
	s.same, s.source = english.Same, r
	s.ask = func(ctx context.Context, it tasks.Item, c causal.Change) (accuracy.Answer, error) {
		o := options
		o.Thoughts, o.Changes = c.Thoughts, c.Changes
		if c.Sampling != (runtime.Sampling{}) {
			sampler, err := runtime.NewSampler(c.Sampling)
			if err != nil {
				return accuracy.Answer{}, err
			}
			o.Choose = func(logits []float32) int { return sampler.Choose(logits, nil) }
		}
		res, err := r.Ask(ctx, it.Text, o, nil)
		if err != nil {
			return accuracy.Answer{}, err
		}
		return accuracy.Answer{Said: res.Answer, Right: english.Same(res.Answer, it.Answer), Text: res.Answer,
			Thoughts: res.Thoughts, Tokens: len(res.Tokens), Millis: res.TotalMS}, nil
	}
}
