package prosqa

import (
	"errors"
	"testing"

	"github.com/coconut-page/coconut/tasks"

	"github.com/coconut-page/coconut/tasks/graph"
)

// diamond: 0 -> {1,2} -> 3 -> 4, 0 -> 5, 6 -> 5, and 7 alone.
func diamond() *graph.Graph {
	return &graph.Graph{
		Symbols: []string{"Tom", "a", "b", "c", "d", "e", "Eva", "f"},
		Edges:   [][2]int{{0, 2}, {3, 4}, {0, 1}, {1, 3}, {2, 3}, {0, 5}, {6, 5}, {0, 1}},
	}
}

func mustWays(t testing.TB, g *graph.Graph) *graph.Adjacency {
	t.Helper()
	a, err := graph.New(g)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnswer(t *testing.T) {
	ways := mustWays(t, diamond())
	for _, test := range []struct {
		name       string
		root       int
		candidates [2]int
		want       int
		undecided  bool
		fails      bool
	}{
		{"first", 6, [2]int{5, 4}, 5, false, false},
		{"second", 6, [2]int{4, 5}, 5, false, false},
		{"both", 0, [2]int{4, 5}, 0, true, true},
		{"neither", 7, [2]int{4, 5}, 0, true, true},
		{"no such node", 0, [2]int{4, 8}, 0, false, true},
	} {
		q := Question{Graph: *diamond(), Root: test.root, Candidates: test.candidates}
		got, err := q.Answer(ways)
		if got != test.want || (err != nil) != test.fails || errors.Is(err, tasks.ErrUndecidable) != test.undecided {
			t.Errorf("%s: %d, %v", test.name, got, err)
		}
	}
}

func TestWaysAgreeWithTheOfficialFile(t *testing.T) {
	for i, it := range officialItems(t) {
		g := it.Graph()
		o := mustWays(t, &g)
		if got := len(o.ShortestPath(it.Root, it.Target)) - 1; got != len(it.Steps) {
			t.Errorf("item %d: %d hops, the file has %d steps", i, got, len(it.Steps))
		}
		for depth := range len(it.Steps) + 1 {
			if len(o.OnShortestPath(it.Root, it.Target, depth)) == 0 {
				t.Errorf("item %d: nothing at depth %d of the shortest path", i, depth)
			}
		}
	}
}
