package prosqa

import (
	"math/rand/v2"
	"slices"
)

// Families is a set of roots a node descends from.
type Families uint8

// The families of a graph with the roots 0 and 1.
const (
	FirstFamily  Families = 1 << iota // descends from node 0
	SecondFamily                      // descends from node 1
	Neither      Families = 0
	Both                  = FirstFamily | SecondFamily
)

// family returns the one whose root is node 0 or 1.
func family(root int) Families { return FirstFamily << root }

// Structure is a graph before its nodes have names. Nodes 0 and 1 are the roots of the two families, edges lead from
// lower to higher nodes, and no node is without an edge.
type Structure struct {
	// Parents lists every node's parents, none twice, in the order they were drawn.
	Parents [][]int
	// Families lists the roots each node descends from; a root belongs to its own family.
	Families []Families
	// Depths is one more than the least depth of a node's parents, 0 for nodes without parents.
	Depths []int
}

// Edges returns the [parent, child] pairs in the order of the official files: by child, then as drawn.
func (s *Structure) Edges() [][2]int {
	total := 0
	for _, parents := range s.Parents {
		total += len(parents)
	}
	edges := make([][2]int, 0, total)
	for node, parents := range s.Parents {
		for _, p := range parents {
			edges = append(edges, [2]int{p, node})
		}
	}
	return edges
}

// leaves reports for every node whether nothing descends from it.
func (s *Structure) leaves() []bool {
	leaf := slices.Repeat([]bool{true}, len(s.Parents))
	for _, parents := range s.Parents {
		for _, p := range parents {
			leaf[p] = false
		}
	}
	return leaf
}

// distances returns the hops from one node to every other, -1 where there is no path. Parents come before children, so
// one sweep is enough.
func (s *Structure) distances(from int) []int {
	hops := slices.Repeat([]int{-1}, len(s.Parents))
	hops[from] = 0
	for node := from + 1; node < len(hops); node++ {
		for _, p := range s.Parents[node] {
			if hops[p] >= 0 && (hops[node] < 0 || hops[p]+1 < hops[node]) {
				hops[node] = hops[p] + 1
			}
		}
	}
	return hops
}

// How a node's possible parents are limited, in shares of 20: to the first family, to the second, or not at all. Fitted
// to the official files; the paper prints 7, 7 and 6.
const (
	modeShares  = 20
	firstShare  = 7
	secondShare = 9
)

// poisson holds the distribution of the number of parents, Poisson with mean 1.5, in shares of a million.
var poisson = []int{223130, 334695, 251021, 125511, 47067, 14120, 3530, 756, 170}

// grower draws structures. Its slices are kept between draws.
type grower struct {
	rng        *rand.Rand
	s          Structure // every slot drawn, nodes without an edge included
	flat       []int     // the backing array of s.Parents
	candidates []int
	weights    []int
	linked     []bool // has a parent or a child
	index      []int  // of a slot in the finished structure
	// steepness is to which power the weights of possible parents are raised: 1 for graphs like the official ones.
	steepness int
}

// grow draws slots nodes and returns how many of them have an edge.
func (g *grower) grow(slots int) (linked int) {
	g.s.Parents = append(g.s.Parents[:0], nil, nil)
	g.s.Families = append(g.s.Families[:0], FirstFamily, SecondFamily)
	g.s.Depths = append(g.s.Depths[:0], 0, 0)
	g.flat, g.linked = g.flat[:0], append(g.linked[:0], make([]bool, slots)...)
	for node := 2; node < slots; node++ {
		g.propose()
		start, fam, depth := len(g.flat), Neither, 0
		for range min(weighted(g.rng, poisson), len(g.candidates)) {
			p := g.take()
			g.flat = append(g.flat, p)
			if d := g.s.Depths[p] + 1; depth == 0 || d < depth {
				depth = d
			}
			fam |= g.s.Families[p]
			g.linked[p], g.linked[node] = true, true
		}
		g.s.Parents = append(g.s.Parents, g.flat[start:len(g.flat):len(g.flat)])
		g.s.Families, g.s.Depths = append(g.s.Families, fam), append(g.s.Depths, depth)
	}
	for _, l := range g.linked {
		if l {
			linked++
		}
	}
	return linked
}

// propose lists the nodes that the next one may descend from, with their weights 1.5·depth+1, which make graphs deep
// (here doubled, to stay in integers and so get the same graphs on every machine). Raised to a power they make them
// deeper still.
func (g *grower) propose() {
	only := Neither
	switch r := g.rng.IntN(modeShares); {
	case r < firstShare:
		only = FirstFamily
	case r < firstShare+secondShare:
		only = SecondFamily
	}
	g.candidates, g.weights = g.candidates[:0], g.weights[:0]
	for node, f := range g.s.Families {
		if only == Neither || f == only {
			g.candidates = append(g.candidates, node)
			weight := 1
			for range g.steepness {
				weight *= 3*g.s.Depths[node] + 2
			}
			g.weights = append(g.weights, weight)
		}
	}
}

// take draws one candidate and removes it.
func (g *grower) take() int {
	i, last := weighted(g.rng, g.weights), len(g.candidates)-1
	node := g.candidates[i]
	g.candidates[i], g.weights[i] = g.candidates[last], g.weights[last]
	g.candidates, g.weights = g.candidates[:last], g.weights[:last]
	return node
}

// rooted reports whether both roots have children.
func (g *grower) rooted() bool { return g.linked[0] && g.linked[1] }

// finish copies the draw, without the nodes that have no edge.
func (g *grower) finish(linked int) Structure {
	s := Structure{Parents: make([][]int, 0, linked), Families: make([]Families, 0, linked),
		Depths: make([]int, 0, linked)}
	flat := make([]int, 0, len(g.flat))
	g.index = g.index[:0]
	for slot, ok := range g.linked {
		g.index = append(g.index, len(s.Parents))
		if !ok {
			continue
		}
		start := len(flat)
		for _, p := range g.s.Parents[slot] {
			flat = append(flat, g.index[p])
		}
		s.Parents = append(s.Parents, flat[start:len(flat):len(flat)])
		s.Families, s.Depths = append(s.Families, g.s.Families[slot]), append(s.Depths, g.s.Depths[slot])
	}
	return s
}

// weighted draws an index with the given weights; at least one must not be 0.
func weighted(rng *rand.Rand, weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	r := rng.IntN(total)
	for i, w := range weights {
		if r -= w; r < 0 {
			return i
		}
	}
	panic("prosqa: no weight")
}
