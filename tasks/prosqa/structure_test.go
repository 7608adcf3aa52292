package prosqa

import (
	"slices"
	"testing"
)

func TestStructureIsSound(t *testing.T) {
	g := NewGenerator(2)
	for _, nodes := range []int{-1, 4, 5, 6, 14, 23, 28, 60} {
		for range 50 {
			s := g.Structure(nodes)
			if len(s.Parents) != max(nodes, 4) || len(s.Families) != len(s.Parents) || len(s.Depths) != len(s.Parents) {
				t.Fatalf("%d nodes: got %d", nodes, len(s.Parents))
			}
			checkStructure(t, &s)
		}
	}
}

func checkStructure(t *testing.T, s *Structure) {
	t.Helper()
	leaf := s.leaves()
	for node, parents := range s.Parents {
		family, depth := Neither, 0
		if node < 2 {
			family = FirstFamily << node
		}
		for i, p := range parents {
			if p < 0 || p >= node || slices.Contains(parents[:i], p) {
				t.Fatalf("node %d has the parents %v", node, parents)
			}
			family |= s.Families[p]
			if d := s.Depths[p] + 1; i == 0 || d < depth {
				depth = d
			}
		}
		if s.Families[node] != family || s.Depths[node] != depth {
			t.Fatalf("node %d has family %d and depth %d, want %d and %d", node, s.Families[node], s.Depths[node], family, depth)
		}
		if len(parents) == 0 && leaf[node] {
			t.Fatalf("node %d has no edge", node)
		}
	}
	if len(s.Parents[0])+len(s.Parents[1]) != 0 {
		t.Fatal("a root has parents")
	}
}

func TestStructureEdgesAreInOfficialOrder(t *testing.T) {
	g := NewGenerator(3)
	s := g.Structure(23)
	edges := s.Edges()
	if !slices.IsSortedFunc(edges, func(a, b [2]int) int { return a[1] - b[1] }) {
		t.Errorf("edges %v are not ordered by child", edges)
	}
	for i, e := range edges {
		if !slices.Contains(s.Parents[e[1]], e[0]) || slices.Contains(edges[:i], e) {
			t.Errorf("edge %v", e)
		}
	}
}

func TestPoissonTableIsADistribution(t *testing.T) {
	total, mean := 0, 0
	for n, share := range poisson {
		total, mean = total+share, mean+n*share
	}
	if total != 1_000_000 || mean < 1_499_000 || mean > 1_501_000 {
		t.Errorf("total %d, mean %d millionths", total, mean)
	}
}
