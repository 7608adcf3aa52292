package coconut

import (
	"context"
	"iter"

	"github.com/coconut-page/coconut/reasoner"
)

// ReasonOption changes how a question is asked.
type ReasonOption func(*reasoner.Options)

// Thoughts sets the number of latent steps; without it the model takes its own number.
func Thoughts(n int) ReasonOption { return func(o *reasoner.Options) { o.Thoughts = n } }

// TopK lists, with every step, this many candidates for what the model would say if it had to speak then.
func TopK(k int) ReasonOption { return func(o *reasoner.Options) { o.TopK = k } }

// Hidden adds the hidden states to every step, [n_embd].
func Hidden() ReasonOption { return func(o *reasoner.Options) { o.Hidden = true } }

// WithoutThoughts removes the thoughts: the model must answer at once. It is the control for what the thoughts
// contribute.
func WithoutThoughts() ReasonOption { return func(o *reasoner.Options) { o.WithoutThoughts = true } }

// Intervene changes thoughts before they are fed back, see reasoner.Change.
func Intervene(changes ...reasoner.Change) ReasonOption {
	return func(o *reasoner.Options) { o.Changes = append(o.Changes, changes...) }
}

func reasonOptions(options []ReasonOption) reasoner.Options {
	o := reasoner.Options{Thoughts: -1}
	for _, option := range options {
		option(&o)
	}
	return o
}

// Answer asks a question and waits for the judged answer. The result has no steps; see Reason for those. Errors are
// ErrNoTask,
// *tasks.SyntaxError for a question that cannot be read, *tasks.UnknownWordError, *reasoner.TooLongError, or wrap those
// of package runtime.
func (m *Model) Answer(ctx context.Context, question string, options ...ReasonOption) (*Result, error) {
	if m.reasoner == nil {
		return nil, ErrNoTask
	}
	return m.reasoner.Ask(ctx, question, reasonOptions(options), nil)
}

// Reason asks a question and yields every step as it is taken: the tokens of the prompt, <bot>, the thoughts, <eot>,
// and the tokens of the answer. An error, one of Answer's, is the last thing that it yields. Breaking out of the loop
// ends the reasoning.
func (m *Model) Reason(ctx context.Context, question string, options ...ReasonOption) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		if m.reasoner == nil {
			yield(Step{}, ErrNoTask)
			return
		}
		wanted := true
		_, err := m.reasoner.Ask(ctx, question, reasonOptions(options), func(s Step) {
			if wanted && !yield(s, nil) {
				wanted = false
				stop()
			}
		})
		if wanted && err != nil {
			yield(Step{}, err)
		}
	}
}
