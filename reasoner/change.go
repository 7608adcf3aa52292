package reasoner

import (
	"context"
	"slices"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
)

// ErrChange is wrapped by errors about a Change that cannot be made.
var ErrChange = intervene.ErrChange

// Change alters one thought, or all, before they are fed back: see package intervene.
type Change = intervene.Change

// ChangeKind is what a Change does.
type ChangeKind = intervene.Kind

// The kinds of changes.
const (
	ChangeZero    = intervene.Zero
	ChangeNoise   = intervene.Noise
	ChangeSwap    = intervene.Swap
	ChangeRemove  = intervene.Remove
	ChangeMean    = intervene.Mean
	ChangeShuffle = intervene.Shuffle
	ChangeRepeat  = intervene.Repeat
	ChangeWord    = intervene.Word
)

// ThoughtsOf returns the thoughts before a question's answer, in order, each [n_embd]. It implements intervene.Source.
func (r *Reasoner) ThoughtsOf(ctx context.Context, text string, n int) ([][]float32, error) {
	other, err := r.read(text, Options{}, nil)
	if err != nil {
		return nil, err
	}
	var thoughts [][]float32
	_, err = r.model.Generate(ctx, other.prompt.Tokens, runtime.Options{Thoughts: n, MaxNewTokens: 1, Reuse: true},
		func(s runtime.Step) {
			if s.Kind == runtime.StepBot || s.Kind == runtime.StepThought {
				thoughts = append(thoughts, s.Hidden)
			}
		})
	return thoughts, err
}

// WordOf returns the embedding [n_embd] of a word of a question, as the asker writes it. It implements
// intervene.WordSource.
func (r *Reasoner) WordOf(_ context.Context, text, word string) ([]float32, error) {
	q, err := r.read(text, Options{}, nil)
	if err != nil {
		return nil, err
	}
	at := slices.Index(q.prompt.Words, word)
	if at < 0 {
		return nil, ErrChange.Errorf("%.40q is no word of the question", word)
	}
	embedding := make([]float32, r.config.Width)
	return embedding, r.model.Embedding(embedding, q.prompt.WordIDs[at])
}
