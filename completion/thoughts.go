package completion

import (
	"context"
	"slices"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
)

// Thinker returns the model as a source of thoughts about questions, by a template or, for "", by its scheme's prompt:
// see Question.
func (m *Model) Thinker(template string) intervene.Source { return thinker{m, template} }

// thinker takes thoughts about questions by a template; it implements intervene.Source.
type thinker struct {
	model    *Model
	template string
}

// ThoughtsOf implements intervene.Source: the thoughts as they are read, after the scheme's projection.
func (t thinker) ThoughtsOf(ctx context.Context, question string, n int) ([][]float32, error) {
	prompt, err := t.model.Question(question, t.template)
	if err != nil {
		return nil, err
	}
	s := t.model.model.NewSession()
	if err := s.Prefill(prompt); err != nil {
		return nil, err
	}
	var thoughts [][]float32
	for range n {
		if err := context.Cause(ctx); err != nil {
			return nil, fault.Errorf("completion", "thoughts: %w", err)
		}
		thought, err := s.Thought()
		if err != nil {
			return nil, err
		}
		thoughts = append(thoughts, slices.Clone(thought))
		if err := s.Feed(thoughts[len(thoughts)-1]); err != nil {
			return nil, err
		}
	}
	return thoughts, nil
}

// intervention joins Changes and Alter of the options, for as many thoughts as remain.
func (m *Model) intervention(ctx context.Context, question string, o *ReasonOptions) error {
	if o.Alter == nil && len(o.Changes) == 0 {
		return nil
	}
	if l := m.scheme(); l.Feedback == runtime.FeedbackToken {
		return ErrOptions.Errorf("Alter, Changes: the latent steps of scheme %s read a token", l.Name)
	}
	changes, left, err := intervene.Alter(ctx, thinker{m, o.Template}, question, o.Thoughts, o.Changes)
	if err != nil {
		return err
	}
	o.Thoughts = left
	if also := o.Alter; also != nil && changes != nil {
		o.Alter = func(k int, thought []float32) {
			changes(k, thought)
			also(k, thought)
		}
	} else if changes != nil {
		o.Alter = changes
	}
	return nil
}
