package runtime

import (
	"slices"
	"sync"
	"testing"
)

// TestReuse asks prompts that begin alike, again and again and several at a time: with Reuse every state, token and
// count of steps is the same to the bit as without, and only what differs is read.
func TestReuse(t *testing.T) {
	for name, c := range map[string]Config{"rotary": tinyConfig(PositionRotary), "learned": tinyConfig(PositionLearned)} {
		t.Run(name, func(t *testing.T) {
			m := newTestModel(t, c, randomTensors(c, 1))
			facts := randomPrompt(c, c.MaxPositions/2)
			prompts := [][]int{facts, append(slices.Clone(facts), 5, 6), append(slices.Clone(facts), 5, 7, 8),
				facts[:len(facts)/2], append(slices.Clone(facts[:7]), 9)}
			var all sync.WaitGroup
			for range 3 {
				for i, prompt := range prompts {
					all.Go(func() { sameWithReuse(t, m, prompt, i) })
				}
			}
			all.Wait()
			again, err := m.Generate(t.Context(), prompts[2], Options{Thoughts: 2, MaxNewTokens: 2, Reuse: true}, nil)
			if err != nil || again.Cached != len(prompts[2]) {
				t.Errorf("asked again: %d of %d tokens were known, %v", again.Cached, len(prompts[2]), err)
			}
			other, err := m.Generate(t.Context(), append(slices.Clone(facts), 5, 7, 9), Options{Reuse: true}, nil)
			if err != nil || other.Cached != len(facts)+2 {
				t.Errorf("another end: %d tokens were known, want %d, %v", other.Cached, len(facts)+2, err)
			}
		})
	}
}

func sameWithReuse(t *testing.T, m *Model, prompt []int, i int) {
	o := Options{Thoughts: i % 3, MaxNewTokens: 3, TopK: 2}
	want, err := m.Generate(t.Context(), prompt, o, nil)
	if err != nil {
		t.Error(err)
		return
	}
	o.Reuse = true
	got, err := m.Generate(t.Context(), prompt, o, nil)
	if err != nil {
		t.Error(err)
		return
	}
	if !slices.Equal(got.Tokens, want.Tokens) || len(got.Steps) != len(want.Steps) || want.Cached != 0 {
		t.Errorf("prompt %d: %v in %d steps, want %v in %d", i, got.Tokens, len(got.Steps), want.Tokens, len(want.Steps))
		return
	}
	for k, s := range got.Steps {
		w := want.Steps[k]
		if s.Kind != w.Kind || s.Index != w.Index || s.TokenID != w.TokenID || !slices.Equal(s.Hidden, w.Hidden) {
			t.Errorf("prompt %d, step %d: %+v, want %+v", i, k, s, w)
		}
	}
}

// TestPrefixesBound: the oldest sequences are forgotten, and the last one is kept whatever its length.
func TestPrefixesBound(t *testing.T) {
	c := tinyConfig(PositionRotary)
	m := newTestModel(t, c, randomTensors(c, 1))
	p := NewPrefixes(10)
	keep := func(tokens ...int) {
		t.Helper()
		s := m.NewSession()
		if err := s.Prefill(tokens); err != nil {
			t.Fatal(err)
		}
		p.Keep(s, tokens)
	}
	known := func(prompt ...int) int {
		t.Helper()
		_, n, err := p.Take(prompt)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	keep(1, 1, 1, 1, 1, 1)
	keep(2, 2, 2, 2, 2, 2)
	keep(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
	if a, b, c := known(1, 1, 1), known(2, 2, 2), known(3, 3, 3, 3); a != 0 || b != 2 || c != 3 {
		t.Errorf("%d, %d and %d tokens are known, want 0, 2 and 3", a, b, c)
	}
	keep(2, 2, 2, 2, 2, 2, 4)
	if n := known(2, 2, 2, 2, 2, 2, 4, 4); n != 7 || len(p.kept) != 1 {
		t.Errorf("%d tokens are known in %d sequences, want 7 in 1", n, len(p.kept))
	}
}
