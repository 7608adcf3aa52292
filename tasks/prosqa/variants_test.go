package prosqa

import (
	"slices"
	"testing"
)

// TestHardLeavesTheShortcutsACoin checks the purpose of ProsQA-hard: distance in the undirected graph and the number of
// parents tie in every question, and the questions are valid otherwise.
func TestHardLeavesTheShortcutsACoin(t *testing.T) {
	g := NewGenerator(21)
	first := 0
	const n = 300
	for i := range n {
		s := g.Hard()
		it := s.Item()
		if field, err := it.validate(); err != nil {
			t.Fatalf("question %d: %s: %v", i, field, err)
		}
		facts := s.Graph()
		o := mustWays(t, &facts)
		near := o.UndirectedDistances(it.Root)
		if near[it.Target] != near[it.NegTarget] || len(o.Parents(it.Target)) != len(o.Parents(it.NegTarget)) {
			t.Fatalf("question %d: candidates %d and %d hops away either way, with %d and %d parents", i,
				near[it.Target], near[it.NegTarget], len(o.Parents(it.Target)), len(o.Parents(it.NegTarget)))
		}
		if got, err := s.Question().Answer(o); err != nil || got != it.Target {
			t.Fatalf("question %d: the facts lead to %d, %v, want %d", i, got, err, it.Target)
		}
		if s.Candidates[0] == s.Target {
			first++
		}
	}
	if first < n*2/5 || first > n*3/5 {
		t.Errorf("the right candidate is named first in %d of %d questions, want about half", first, n)
	}
}

// TestCounterfactualFlips checks that a pair differs in one fact and that both answers follow from the facts.
func TestCounterfactualFlips(t *testing.T) {
	g := NewGenerator(22)
	for i := range 200 {
		a, b := g.Counterfactual()
		for _, s := range []Sample{a, b} {
			it := s.Item()
			if field, err := it.validate(); err != nil {
				t.Fatalf("pair %d: %s: %v", i, field, err)
			}
			facts := s.Graph()
			if got, err := s.Question().Answer(mustWays(t, &facts)); err != nil || got != s.Target {
				t.Fatalf("pair %d: the facts lead to %d, %v, want %d", i, got, err, s.Target)
			}
		}
		if a.Target != b.NegTarget || a.NegTarget != b.Target || a.Candidates != b.Candidates ||
			!slices.Equal(a.Symbols, b.Symbols) {
			t.Fatalf("pair %d asks two different questions", i)
		}
		changed := 0
		for j := range a.Edges {
			if a.Edges[j] != b.Edges[j] {
				changed++
			}
		}
		if changed != 1 || len(a.Edges) != len(b.Edges) {
			t.Fatalf("pair %d differs in %d facts, want 1", i, changed)
		}
	}
}
