package coconut

import (
	"context"
	"iter"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
)

// Step is one entry of a trace: a token that was read, a thought, or a token of the answer. See [reasoner.Step].
type Step = reasoner.Step

// Result is a judged answer. See [reasoner.Result].
type Result = reasoner.Result

// Candidate is a token that the model might say, and its probability.
type Candidate = reasoner.Candidate

// Change alters one thought, or all, before they are fed back: see [Intervene] and [intervene.Change].
type Change = intervene.Change

// The kinds of changes, for [Change].
const (
	// ChangeZero feeds zeros in place of the thought.
	ChangeZero = intervene.Zero
	// ChangeNoise adds Gaussian noise, Amount times as strong as the thought itself.
	ChangeNoise = intervene.Noise
	// ChangeSwap feeds the thought of the same number from the question Other.
	ChangeSwap = intervene.Swap
	// ChangeRemove removes the thought from the sequence.
	ChangeRemove = intervene.Remove
	// ChangeMean feeds the mean of the thoughts of the same number about the questions Others.
	ChangeMean = intervene.Mean
	// ChangeShuffle feeds the question's own thoughts in another order, which Seed chooses.
	ChangeShuffle = intervene.Shuffle
	// ChangeRepeat feeds the first thought in place of a later one.
	ChangeRepeat = intervene.Repeat
)

// ReasonOption changes how a question is asked: [Thoughts], [TopK], [Hidden], [WithoutThoughts], [Intervene].
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

// Intervene changes thoughts before they are fed back, to see whether the answer depends on them. A change that cannot
// be made is an error that wraps [ErrChange].
func Intervene(changes ...Change) ReasonOption {
	return func(o *reasoner.Options) { o.Changes = append(o.Changes, changes...) }
}

func reasonOptions(options []ReasonOption) reasoner.Options {
	o := reasoner.Options{Thoughts: -1, Reuse: true}
	for _, option := range options {
		option(&o)
	}
	return o
}

// Answer asks a question and waits for the answer. One of a model of a task is judged; a language model that reasons in
// thoughts (docs/bring-your-own.md) is asked by its latent scheme, and its result has no verdict but "malformed", for a
// text in which there is no answer. The result has no steps; see [Model.Reason] for those. Errors
// are [ErrNoTask], *[SyntaxError] for a question that cannot be read, *[UnknownWordError], *[TooLongError], or wrap
// [ErrChange], those of package runtime, those of package weights if the weights did not arrive, or the context's
// cause.
func (m *Model) Answer(ctx context.Context, question string, options ...ReasonOption) (*Result, error) {
	return m.ask(ctx, question, reasonOptions(options), nil)
}

// Reason asks a question and yields every step as it is taken: the tokens of the prompt, <bot>, the thoughts, <eot>,
// and the tokens of the answer, in the model's words. An error, one of [Model.Answer]'s, is the last thing that it
// yields. Breaking out of the loop ends the reasoning.
func (m *Model) Reason(ctx context.Context, question string, options ...ReasonOption) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		wanted := true
		_, err := m.ask(ctx, question, reasonOptions(options), func(s Step) {
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
