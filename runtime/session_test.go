package runtime

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestForkIsolation forks at every place around the ends of pages, lets parent, child, sibling and grandchild read
// different tokens in turns, and compares each with a session that read the same tokens alone.
func TestForkIsolation(t *testing.T) {
	for name, m := range variants(t) {
		t.Run(name, func(t *testing.T) {
			prompt := randomPrompt(m.config, pageRows+2)
			for _, at := range []int{1, 2, pageRows - 2, pageRows - 1, pageRows, pageRows + 1} {
				parent := m.NewSession()
				must(t, parent.Prefill(prompt[:at]))
				child, sibling := parent.Fork(), parent.Fork()
				requireSameState(t, "fresh fork", child, parent)
				var grandchild *Session
				branches := map[string][]int{"parent": {1, 2, 3, 4}, "child": {5, 6, 7, 8}, "sibling": {9, 1, 5, 2},
					"grandchild": {5, 3, 3, 1}}
				for i := range 4 {
					must(t, child.Step(branches["child"][i]))
					if i == 0 {
						grandchild = child.Fork()
					} else {
						must(t, grandchild.Step(branches["grandchild"][i]))
					}
					must(t, parent.Step(branches["parent"][i]))
					must(t, sibling.Step(branches["sibling"][i]))
				}
				for who, s := range map[string]*Session{"parent": parent, "child": child, "sibling": sibling,
					"grandchild": grandchild} {
					alone := m.NewSession()
					must(t, alone.Prefill(slices.Concat(prompt[:at], branches[who])))
					requireSameState(t, fmt.Sprintf("%s forked at %d", who, at), s, alone)
				}
			}
		})
	}
}

// TestForksRunConcurrently is for the race detector: a parent writes into the page that its forks are copying from.
func TestForksRunConcurrently(t *testing.T) {
	m := variants(t)["rotary/int8"]
	parent := m.NewSession()
	must(t, parent.Prefill(randomPrompt(m.config, 5)))
	var group sync.WaitGroup
	for i := range 4 {
		fork := parent.Fork()
		group.Go(func() {
			alone := m.NewSession()
			must(t, alone.Prefill(append(randomPrompt(m.config, 5), i, 2*i, 7)))
			must(t, fork.Prefill([]int{i, 2 * i, 7}))
			requireSameState(t, fmt.Sprintf("fork %d", i), fork, alone)
		})
	}
	for range 6 {
		must(t, parent.Think())
	}
	group.Wait()
}

// TestPrefillIsStepping checks that skipping results that nobody needs changes nothing.
func TestPrefillIsStepping(t *testing.T) {
	for name, m := range variants(t) {
		t.Run(name, func(t *testing.T) {
			prompt := randomPrompt(m.config, 40)
			a, b := m.NewSession(), m.NewSession()
			must(t, a.Prefill(prompt[:33]))
			must(t, a.Prefill(prompt[33:]))
			for _, token := range prompt {
				must(t, b.Step(token))
			}
			requireSameState(t, "prefill", a, b)
			must(t, a.Think())
			must(t, b.Feed(slices.Clone(b.Hidden())))
			requireSameState(t, "thought", a, b)
		})
	}
}

func TestThinkNeedsAState(t *testing.T) {
	s := variants(t)["rotary/int8"].NewSession()
	if err := s.Think(); !errors.Is(err, ErrEmpty) {
		t.Errorf("Think() on an empty session = %v, want ErrEmpty", err)
	}
	if err := s.Fork().Think(); !errors.Is(err, ErrEmpty) {
		t.Errorf("Think() on a fork of it = %v, want ErrEmpty", err)
	}
	if err := s.Logits(make([]float32, 23)); !errors.Is(err, ErrEmpty) {
		t.Errorf("Logits() on an empty session = %v, want ErrEmpty", err)
	}
	if _, err := s.Best(); !errors.Is(err, ErrEmpty) {
		t.Errorf("Best() on an empty session = %v, want ErrEmpty", err)
	}
	if s.Top(3) != nil || s.Hidden() != nil || s.Len() != 0 {
		t.Errorf("an empty session has Top %v, Hidden %v, Len %d", s.Top(3), s.Hidden(), s.Len())
	}
	must(t, s.Prefill(nil))
	if err := s.Think(); !errors.Is(err, ErrEmpty) {
		t.Errorf("Think() after an empty Prefill = %v, want ErrEmpty", err)
	}
}

func TestSessionErrorsChangeNothing(t *testing.T) {
	m := variants(t)["learned/int8"]
	s, untouched := m.NewSession(), m.NewSession()
	must(t, s.Prefill([]int{1, 2}))
	must(t, untouched.Prefill([]int{1, 2}))
	for name, test := range map[string]struct {
		call func() error
		want error
	}{
		"token":          {func() error { return s.Step(23) }, ErrToken},
		"negative token": {func() error { return s.Step(-1) }, ErrToken},
		"prefill":        {func() error { return s.Prefill([]int{3, 4, 99}) }, ErrToken},
		"long prefill":   {func() error { return s.Prefill(randomPrompt(m.config, 74)) }, ErrContextFull},
		"embedding":      {func() error { return s.Feed(make([]float32, 29)) }, ErrOptions},
		"logits":         {func() error { return s.Logits(make([]float32, 22)) }, ErrOptions},
	} {
		if err := test.call(); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	requireSameState(t, "after errors", s, untouched)
	must(t, s.Step(3))
	must(t, untouched.Step(3))
	requireSameState(t, "a step later", s, untouched)
}

func TestContextFull(t *testing.T) {
	m := variants(t)["rotary/float32"]
	s := m.NewSession()
	must(t, s.Prefill(randomPrompt(m.config, 75)))
	if s.Len() != 75 {
		t.Fatalf("Len() = %d, want 75", s.Len())
	}
	for name, err := range map[string]error{"Step": s.Step(1), "Think": s.Think(), "Prefill": s.Prefill([]int{1}),
		"fork": s.Fork().Step(1)} {
		if !errors.Is(err, ErrContextFull) {
			t.Errorf("%s = %v, want ErrContextFull", name, err)
		}
	}
	if _, err := s.Best(); err != nil {
		t.Errorf("Best() of a full session: %v", err)
	}
}

func TestTop(t *testing.T) {
	m := variants(t)["rotary/float32"]
	logits := make([]float32, 23)
	logits[5], logits[9], logits[2], logits[11] = 2, 2, 1, 3
	top := m.top(slices.Clone(logits), 5)
	var ids []int
	for _, c := range top {
		ids = append(ids, c.ID)
		if c.Token != m.vocab.Token(c.ID) {
			t.Errorf("candidate %d is called %q", c.ID, c.Token)
		}
	}
	if want := []int{11, 5, 9, 2, 0}; !slices.Equal(ids, want) {
		t.Errorf("top() = %v, want %v", ids, want)
	}
	total := float32(0)
	for _, c := range m.top(slices.Clone(logits), 99) {
		total += c.Prob
	}
	if total < 0.999999 || total > 1.000001 {
		t.Errorf("probabilities of the whole vocabulary add up to %v", total)
	}
	if n := len(m.top(logits, 0)) + len(m.top(logits, -1)); n != 0 {
		t.Errorf("top() of no candidates has %d", n)
	}

	s := m.NewSession()
	must(t, s.Step(4))
	best, err := s.Best()
	must(t, err)
	if got := s.Top(3); len(got) != 3 || got[0].ID != best || got[0].Prob < got[1].Prob || got[1].Prob < got[2].Prob {
		t.Errorf("Top(3) = %v, Best() = %d", got, best)
	}
}

func TestStepsDoNotAllocate(t *testing.T) {
	for name, m := range variants(t) {
		s := m.NewSession()
		must(t, s.Step(1))
		if n := testing.AllocsPerRun(20, func() { must(t, s.Think()) }); n != 0 { // within the first page
			t.Errorf("%s: a thought allocates %v times", name, n)
		}
		f := s.Fork()
		must(t, f.Think()) // copies the page
		if n := testing.AllocsPerRun(5, func() { must(t, f.Think()) }); n != 0 {
			t.Errorf("%s: a fork's second thought allocates %v times", name, n)
		}
	}
}

func requireSameState(t *testing.T, what string, got, want *Session) {
	t.Helper()
	if got.Len() != want.Len() || !slices.Equal(got.Hidden(), want.Hidden()) {
		t.Errorf("%s: after %d positions %v, want after %d %v", what, got.Len(), got.Hidden(), want.Len(), want.Hidden())
	}
}

// TestEmbedding: a token's embedding, fed as if it were a thought, is the token.
func TestEmbedding(t *testing.T) {
	for name, m := range variants(t) {
		token := 3
		embedding := make([]float32, m.config.Width)
		must(t, m.Embedding(embedding, token))
		fed, stepped := m.NewSession(), m.NewSession()
		must(t, fed.Feed(embedding))
		must(t, stepped.Step(token))
		requireSameState(t, name, fed, stepped)
		if err := m.Embedding(embedding, m.config.VocabSize); !errors.Is(err, ErrToken) {
			t.Errorf("%s: a token past the last: %v, want ErrToken", name, err)
		}
		if err := m.Embedding(embedding[1:], token); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: too little room: %v, want ErrOptions", name, err)
		}
	}
}
