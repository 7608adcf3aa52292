package graph_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// renamed returns the same graph with other words, another numbering and another order of the sentences.
func renamed(rng *rand.Rand, s prosqa.Sample) prosqa.Sample {
	order := rng.Perm(len(s.Symbols))
	r := prosqa.Sample{Symbols: make([]string, len(s.Symbols)), Edges: slices.Clone(s.Edges)}
	for node, word := range s.Symbols {
		r.Symbols[order[node]] = "x" + word
	}
	for i, e := range r.Edges {
		r.Edges[i] = [2]int{order[e[0]], order[e[1]]}
	}
	rng.Shuffle(len(r.Edges), func(i, j int) { r.Edges[i], r.Edges[j] = r.Edges[j], r.Edges[i] })
	return r
}

func TestKeyIsTheSameAfterRenaming(t *testing.T) {
	g, rng := prosqa.NewGenerator(1), rand.New(rand.NewPCG(1, 1))
	for range 200 {
		s := g.Sample(6, 28)
		r := renamed(rng, s)
		if s.Key() != r.Key() {
			t.Fatalf("%v and %v have different keys", s.Edges, r.Edges)
		}
		it := s.Item()
		if facts := it.Graph(); facts.Key() != s.Key() {
			t.Fatal("an item and its sample have different keys")
		}
	}
}

func TestKeyTellsGraphsApart(t *testing.T) {
	key := func(nodes int, edges ...[2]int) string {
		g := graph.Graph{Symbols: make([]string, nodes), Edges: edges}
		return g.Key()
	}
	path := key(3, [2]int{0, 1}, [2]int{1, 2})
	for _, test := range []struct {
		name string
		key  string
		same bool
	}{
		{"renumbered", key(3, [2]int{2, 0}, [2]int{0, 1}), true},
		{"told twice", key(3, [2]int{0, 1}, [2]int{1, 2}, [2]int{0, 1}), true},
		{"fork", key(3, [2]int{0, 1}, [2]int{0, 2}), false},
		{"join", key(3, [2]int{0, 2}, [2]int{1, 2}), false},
		{"a node more", key(4, [2]int{0, 1}, [2]int{1, 2}), false},
		{"an edge more", key(3, [2]int{0, 1}, [2]int{1, 2}, [2]int{0, 2}), false},
		{"empty", key(0), false},
	} {
		if (test.key == path) != test.same {
			t.Errorf("%s: same key %v, want %v", test.name, !test.same, test.same)
		}
	}
}

func TestKeysOfGeneratedGraphsDiffer(t *testing.T) {
	g, seen := prosqa.NewGenerator(2), map[string]int{}
	for i := range 5000 {
		s := g.Sample(0, 0)
		if j, ok := seen[s.Key()]; ok {
			t.Errorf("samples %d and %d have the same key", i, j)
		}
		seen[s.Key()] = i
	}
}

func TestKeyFollowsOneEdge(t *testing.T) {
	g := prosqa.NewGenerator(3)
	for range 200 {
		s := g.Sample(0, 0)
		before := s.Key()
		s.Edges = s.Edges[1:]
		if s.Key() == before {
			t.Fatal("an edge less, and the same key")
		}
	}
}
