package graph

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

func mustNew(t testing.TB, g *Graph) *Adjacency {
	t.Helper()
	a, err := New(g)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestDiamond(t *testing.T) {
	a := mustNew(t, diamond())
	for _, test := range []struct {
		name      string
		got, want []int
	}{
		{"distances", a.Distances(0), []int{0, 1, 1, 2, 3, 1, -1, -1}},
		{"distances from a leaf", a.Distances(4), []int{-1, -1, -1, -1, 0, -1, -1, -1}},
		{"distances from nowhere", a.Distances(8), []int{-1, -1, -1, -1, -1, -1, -1, -1}},
		{"undirected", a.UndirectedDistances(0), []int{0, 1, 1, 2, 3, 1, 2, -1}},
		{"frontier 0", a.Frontier(0, 0), []int{0}},
		{"frontier 1", a.Frontier(0, 1), []int{1, 2, 5}},
		{"frontier 4", a.Frontier(0, 4), nil},
		{"unreachable is no frontier", a.Frontier(0, -1), nil},
		{"on path 1", a.OnShortestPath(0, 4, 1), []int{1, 2}},
		{"on path 2", a.OnShortestPath(0, 4, 2), []int{3}},
		{"on path behind the end", a.OnShortestPath(0, 4, 4), nil},
		{"on no path", a.OnShortestPath(0, 6, 1), nil},
		{"shortest path", a.ShortestPath(0, 4), []int{0, 1, 3, 4}},
		{"no path", a.ShortestPath(4, 0), nil},
		{"path to itself", a.ShortestPath(3, 3), []int{3}},
		{"path to nowhere", a.ShortestPath(0, -1), nil},
		{"counts", []int{a.ShortestPathCount(0, 4), a.ShortestPathCount(1, 4), a.ShortestPathCount(4, 1), a.ShortestPathCount(0, 99)}, []int{2, 1, 0, 0}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, test.got, test.want)
		}
	}
	if !a.Reachable(0, 4) || !a.Reachable(4, 4) || a.Reachable(0, 6) || a.Reachable(0, 8) || a.Reachable(-1, 0) {
		t.Error("Reachable is wrong")
	}
}

func TestNewRefusesUnsoundGraphs(t *testing.T) {
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
		_, err := New(&Graph{Symbols: []string{"a", "b", "c"}, Edges: test.edges})
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
	if n := mustNew(t, g).ShortestPathCount(0, 300); n != math.MaxInt {
		t.Errorf("%d paths, want MaxInt", n)
	}
}

func TestAdjacencyIsSafeForConcurrentUse(t *testing.T) {
	a := mustNew(t, diamond())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 100 {
				if a.ShortestPathCount(0, 4) != 2 {
					t.Error("wrong count")
				}
			}
		})
	}
	group.Wait()
}
