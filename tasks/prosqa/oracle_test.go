package prosqa

import (
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
)

// diamond: 0 -> {1,2} -> 3 -> 4, 0 -> 5, 6 -> 5, and 7 alone.
func diamond() *Graph {
	return &Graph{
		Symbols: []string{"Tom", "a", "b", "c", "d", "e", "Eva", "f"},
		Edges:   [][2]int{{0, 2}, {3, 4}, {0, 1}, {1, 3}, {2, 3}, {0, 5}, {6, 5}, {0, 1}},
	}
}

func mustOracle(t testing.TB, g *Graph) *Oracle {
	t.Helper()
	o, err := NewOracle(g)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOracleOnADiamond(t *testing.T) {
	o := mustOracle(t, diamond())
	for _, test := range []struct {
		name      string
		got, want []int
	}{
		{"distances", o.Distances(0), []int{0, 1, 1, 2, 3, 1, -1, -1}},
		{"distances from a leaf", o.Distances(4), []int{-1, -1, -1, -1, 0, -1, -1, -1}},
		{"distances from nowhere", o.Distances(8), []int{-1, -1, -1, -1, -1, -1, -1, -1}},
		{"undirected", o.UndirectedDistances(0), []int{0, 1, 1, 2, 3, 1, 2, -1}},
		{"frontier 0", o.Frontier(0, 0), []int{0}},
		{"frontier 1", o.Frontier(0, 1), []int{1, 2, 5}},
		{"frontier 4", o.Frontier(0, 4), nil},
		{"unreachable is no frontier", o.Frontier(0, -1), nil},
		{"on path 1", o.OnShortestPath(0, 4, 1), []int{1, 2}},
		{"on path 2", o.OnShortestPath(0, 4, 2), []int{3}},
		{"on path behind the end", o.OnShortestPath(0, 4, 4), nil},
		{"on no path", o.OnShortestPath(0, 6, 1), nil},
		{"shortest path", o.ShortestPath(0, 4), []int{0, 1, 3, 4}},
		{"no path", o.ShortestPath(4, 0), nil},
		{"path to itself", o.ShortestPath(3, 3), []int{3}},
		{"path to nowhere", o.ShortestPath(0, -1), nil},
		{"counts", []int{o.ShortestPathCount(0, 4), o.ShortestPathCount(1, 4), o.ShortestPathCount(4, 1), o.ShortestPathCount(0, 99)}, []int{2, 1, 0, 0}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, test.got, test.want)
		}
	}
	if !o.Reachable(0, 4) || !o.Reachable(4, 4) || o.Reachable(0, 6) || o.Reachable(0, 8) || o.Reachable(-1, 0) {
		t.Error("Reachable is wrong")
	}
}

func TestNewOracleRefusesUnsoundGraphs(t *testing.T) {
	for _, test := range []struct {
		name  string
		edges [][2]int
		cycle bool
	}{
		{"out of range", [][2]int{{0, 3}}, false},
		{"negative", [][2]int{{-1, 0}}, false},
		{"loop", [][2]int{{1, 1}}, true},
		{"cycle of two", [][2]int{{0, 1}, {1, 0}}, true},
		{"cycle with a tail", [][2]int{{0, 1}, {1, 2}, {2, 1}}, true},
		{"cycle with a head", [][2]int{{0, 1}, {1, 0}, {1, 2}}, true},
	} {
		_, err := NewOracle(&Graph{Symbols: []string{"a", "b", "c"}, Edges: test.edges})
		if err == nil || errors.Is(err, ErrCycle) != test.cycle {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestShortestPathCountDoesNotOverflow(t *testing.T) {
	g := &Graph{Symbols: make([]string, 3*100+1)}
	for i := range 100 { // a chain of 100 diamonds: 2^100 paths
		a, b, c, d := 3*i, 3*i+1, 3*i+2, 3*i+3
		g.Edges = append(g.Edges, [2]int{a, b}, [2]int{a, c}, [2]int{b, d}, [2]int{c, d})
	}
	if n := mustOracle(t, g).ShortestPathCount(0, 300); n != math.MaxInt {
		t.Errorf("%d paths, want MaxInt", n)
	}
}

func TestAnswer(t *testing.T) {
	o := mustOracle(t, diamond())
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
		got, err := o.Answer(&Question{Graph: *diamond(), Root: test.root, Candidates: test.candidates})
		if got != test.want || (err != nil) != test.fails || errors.Is(err, ErrUndecidable) != test.undecided {
			t.Errorf("%s: %d, %v", test.name, got, err)
		}
	}
}

func TestOracleAgreesWithTheOfficialFile(t *testing.T) {
	for i, it := range officialItems(t) {
		g := it.Graph()
		o := mustOracle(t, &g)
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

func TestOracleIsSafeForConcurrentUse(t *testing.T) {
	o := mustOracle(t, diamond())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 100 {
				if o.ShortestPathCount(0, 4) != 2 {
					t.Error("wrong count")
				}
			}
		})
	}
	group.Wait()
}
