// Package intervene changes thoughts before a model reads them, to see whether its answer depends on them.
//
// It knows nothing of models or tasks: package reasoner uses it for the models of tasks, and package completion for
// language models with a latent scheme.
package intervene

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/internal/fault"
)

// ErrChange is wrapped by errors about a Change that cannot be made.
var ErrChange = fault.New("intervene", "bad change of a thought")

// Kind is what a Change does.
type Kind string

// The kinds of changes.
const (
	// Zero feeds zeros in place of the thought.
	Zero Kind = "zero"
	// Noise adds Gaussian noise, Amount times as strong as the thought itself (by their root mean squares).
	Noise Kind = "noise"
	// Swap feeds the thought of the same number from another question, Change.Other.
	Swap Kind = "swap"
	// Remove removes the thought from the sequence: the thoughts after it are those of the unaltered run, each one
	// position earlier. The other changes of a list number the remaining thoughts.
	Remove Kind = "remove"
	// Mean feeds the mean of the thoughts of the same number about other questions, Change.Others: what all thoughts have
	// in common stays, what is this question's goes.
	Mean Kind = "mean"
	// Shuffle feeds the question's own thoughts in another order, which Seed chooses.
	Shuffle Kind = "shuffle"
	// Repeat feeds the first thought in place of a later one.
	Repeat Kind = "repeat"
	// Transplant feeds the thought that another model, Change.Donor, takes about the same question. It has no JSON form.
	Transplant Kind = "transplant"
	// Word exchanges words that the thought names, Change.Others, for another word of the question, Change.Other: their
	// part of the thought goes, and as much of the other one's embedding comes in its place. The rest of it stays.
	Word Kind = "word"
)

// Kinds lists all kinds.
var Kinds = []Kind{Zero, Noise, Swap, Remove, Mean, Shuffle, Repeat, Transplant, Word}

// Change alters one thought, or all, before they are fed back: to see whether the answer depends on them.
type Change struct {
	Kind Kind `json:"kind"`
	// Thought counts from 1; 0 means all of them.
	Thought int `json:"thought"`
	// Amount belongs to Noise, Seed to Noise and Shuffle, Other to Swap and Word, Others to Mean and Word.
	Amount float64  `json:"amount,omitempty"`
	Seed   uint64   `json:"seed,omitempty"`
	Other  string   `json:"other,omitempty"`
	Others []string `json:"others,omitempty"`
	// Donor belongs to Transplant. Its thoughts must be as wide as the model's.
	Donor Source `json:"-"`
}

// Source are the thoughts of a model.
type Source interface {
	// ThoughtsOf returns the first n thoughts that the model takes about a question, and maybe more, each [n_embd] and the
	// caller's own.
	ThoughtsOf(ctx context.Context, question string, n int) ([][]float32, error)
}

// WordSource is a Source that also knows how its model reads words.
type WordSource interface {
	Source
	// WordOf returns the embedding [n_embd] of a word of a question, as the asker writes it.
	WordOf(ctx context.Context, question, word string) ([]float32, error)
}

// Alter turns changes into a function for runtime.Options.Alter or completion.ReasonOptions.Alter, nil if there are
// none, and says how many of the thoughts about the question remain. Errors wrap ErrChange, or are the source's.
func Alter(ctx context.Context, source Source, question string, thoughts int,
	changes []Change) (alter func(k int, thought []float32), left int, err error) {
	kept, changes, err := keep(thoughts, changes)
	if err != nil {
		return nil, 0, err
	}
	var all []func(k int, thought []float32)
	if left = len(kept); left < thoughts {
		own, err := source.ThoughtsOf(ctx, question, thoughts)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, func(k int, thought []float32) { copy(thought, own[kept[k-1]-1]) })
	}
	for _, c := range changes {
		if err := c.check(left); err != nil {
			return nil, 0, err
		}
		f, err := c.function(ctx, source, question, left)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, func(k int, thought []float32) {
			if c.Thought == 0 || c.Thought == k {
				f(k, thought)
			}
		})
	}
	if len(all) == 0 {
		return nil, left, nil
	}
	return func(k int, thought []float32) {
		for _, f := range all {
			f(k, thought)
		}
	}, left, nil
}

// check returns an error if the thought that c changes does not exist.
func (c *Change) check(thoughts int) error {
	if c.Thought < 0 || c.Thought > thoughts {
		return ErrChange.Errorf("there is no thought %d, only %d of them", c.Thought, thoughts)
	}
	return nil
}

// keep lists the numbers of the thoughts that are not removed, and the remaining changes.
func keep(thoughts int, changes []Change) (kept []int, rest []Change, err error) {
	removed := make([]bool, thoughts+1) // by number; 0 means all
	for _, c := range changes {
		if c.Kind != Remove {
			rest = append(rest, c)
			continue
		}
		if err := c.check(thoughts); err != nil {
			return nil, nil, err
		}
		removed[c.Thought] = true
	}
	for k := 1; k <= thoughts && !removed[0]; k++ {
		if !removed[k] {
			kept = append(kept, k)
		}
	}
	return kept, rest, nil
}

// function returns what a change does to a thought.
func (c Change) function(ctx context.Context, source Source, question string, thoughts int) (
	f func(k int, thought []float32), err error) {
	switch c.Kind {
	case Zero:
		return func(_ int, thought []float32) { clear(thought) }, nil
	case Noise:
		if !(c.Amount >= 0 && c.Amount <= 1000) {
			return nil, ErrChange.Errorf("noise of %v times the thought; want 0 to 1000", c.Amount)
		}
		rng := c.random()
		return func(_ int, thought []float32) { addNoise(rng, thought, c.Amount) }, nil
	case Word:
		return c.word(ctx, source, question)
	}
	var fed [][]float32
	switch c.Kind {
	case Swap:
		fed, err = source.ThoughtsOf(ctx, c.Other, thoughts)
	case Transplant:
		if c.Donor == nil {
			return nil, ErrChange.Errorf("%s needs another model, and can only be had in Go and by coconut intervene", c.Kind)
		}
		fed, err = c.Donor.ThoughtsOf(ctx, question, thoughts)
	case Mean:
		fed, err = meanThoughts(ctx, source, c.Others, thoughts)
	case Repeat:
		if fed, err = source.ThoughtsOf(ctx, question, 1); err == nil {
			fed = slices.Repeat(fed[:1], thoughts)
		}
	case Shuffle:
		if fed, err = source.ThoughtsOf(ctx, question, thoughts); err == nil {
			fed = fed[:thoughts]
			c.random().Shuffle(len(fed), func(i, j int) { fed[i], fed[j] = fed[j], fed[i] })
		}
	default:
		return nil, ErrChange.Errorf("kind %q is none of %q", c.Kind, Kinds)
	}
	if err != nil {
		return nil, ErrChange.Errorf("the other question: %w", err)
	}
	return func(k int, thought []float32) { copy(thought, fed[k-1]) }, nil
}

// strength is the root mean square.
func strength(x []float32) float64 {
	return math.Sqrt(dot(x, x) / float64(len(x)))
}

// random draws what Seed decides.
func (c Change) random() *rand.Rand { return rand.New(rand.NewPCG(c.Seed, 0x9e3779b97f4a7c15)) }

// addNoise adds noise whose root mean square is amount times the thought's.
func addNoise(rng *rand.Rand, thought []float32, amount float64) {
	of := amount * strength(thought)
	for i := range thought {
		thought[i] += float32(of * rng.NormFloat64())
	}
}
