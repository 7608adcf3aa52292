package completion_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/intervene"
)

// hiddenOf are the hidden states after each step of a question's thoughts.
func hiddenOf(r *completion.Reasoned) (all [][]float32) {
	for _, s := range r.Steps {
		if s.Hidden != nil {
			all = append(all, s.Hidden)
		}
	}
	return all
}

// TestReasonChanges: each kind of change does to a latent scheme what it says, and what changes nothing is no change.
func TestReasonChanges(t *testing.T) {
	m := toyThinker(t)
	ask := func(changes ...intervene.Change) *completion.Reasoned {
		t.Helper()
		return reason(t, m, "b", completion.ReasonOptions{Thoughts: 3, Hidden: true, Changes: changes})
	}
	plain := hiddenOf(ask())
	zero := hiddenOf(reason(t, m, "b", completion.ReasonOptions{Thoughts: 3, Hidden: true,
		Alter: func(k int, thought []float32) {
			if k == 2 {
				clear(thought)
			}
		}}))
	for name, test := range map[string]struct {
		changes []intervene.Change
		want    [][]float32
	}{
		"zero":         {[]intervene.Change{{Kind: intervene.Zero, Thought: 2}}, zero},
		"no noise":     {[]intervene.Change{{Kind: intervene.Noise}}, plain},
		"its own":      {[]intervene.Change{{Kind: intervene.Swap, Other: "b"}}, plain},
		"without last": {[]intervene.Change{{Kind: intervene.Remove, Thought: 3}}, plain[:3]},
	} {
		got := hiddenOf(ask(test.changes...))
		if !slices.EqualFunc(got, test.want, slices.Equal[[]float32]) {
			t.Errorf("%s: other hidden states than wanted", name)
		}
	}
	swapped, noisy := ask(intervene.Change{Kind: intervene.Swap, Other: "a"}),
		intervene.Change{Kind: intervene.Noise, Amount: 1}
	if slices.Equal(hiddenOf(swapped)[3], plain[3]) || slices.Equal(hiddenOf(ask(noisy))[3], plain[3]) {
		t.Error("a swap, or noise, changes nothing")
	}
	if r := ask(intervene.Change{Kind: intervene.Remove}); r.Thoughts != 0 {
		t.Errorf("%d thoughts are left after all were removed", r.Thoughts)
	}
	for name, c := range map[string]intervene.Change{
		"no such thought": {Kind: intervene.Zero, Thought: 4}, "no such kind": {Kind: "flip"},
		"endless noise": {Kind: intervene.Noise, Amount: 1e9},
	} {
		_, err := m.Reason(t.Context(), "b", completion.ReasonOptions{Thoughts: 3, Changes: []intervene.Change{c}}, nil)
		if !errors.Is(err, intervene.ErrChange) {
			t.Errorf("%s: %v, want ErrChange", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := m.Reason(ctx, "b", completion.ReasonOptions{Thoughts: 3,
		Changes: []intervene.Change{{Kind: intervene.Swap, Other: "a"}}}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
