package train

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// sampleGraph is a generated graph with all distances, from which questions are drawn.
type sampleGraph struct {
	prosqa.Sample
	dist    [][]int // dist[a][b]: hops from a to b, -1 when b cannot be reached
	parents []int   // in-degree
	next    [][]int
}

func newSampleGraph(s prosqa.Sample) *sampleGraph {
	g := &sampleGraph{Sample: s, dist: make([][]int, len(s.Symbols)), parents: make([]int, len(s.Symbols)), next: make([][]int, len(s.Symbols))}
	for _, e := range s.Edges {
		g.next[e[0]] = append(g.next[e[0]], e[1])
		g.parents[e[1]]++
	}
	facts := s.Graph()
	oracle, err := prosqa.NewOracle(&facts)
	if err != nil {
		panic(err) // the generator makes no cycles
	}
	for node := range g.dist {
		g.dist[node] = oracle.Distances(node)
	}
	return g
}

// answerQuery is the j-th question with an answer at most hops away. The first is the task's own question where that is near
// enough, the second the same candidates asked about the other root, so that nothing but the facts tells the answers apart.
func (g *sampleGraph) answerQuery(rng *rand.Rand, j, hops int) query {
	q := query{root: g.Roots[0], target: g.Target, other: g.NegTarget}
	if j == 1 {
		q = query{root: g.Roots[1], target: g.NegTarget, other: g.Target}
	}
	q.swapped = rng.IntN(2) == 0
	q.hops = g.dist[q.root][q.target]
	if j > 1 || q.hops > hops || q.hops < 1 {
		return g.query(rng, hops)
	}
	return q
}

// query draws a question: a root with at least one fact, a target 1 to hops away (each distance alike), and another node that
// cannot be reached from the root. Half of the roots are names, as in the task; the rest are any node, which exercises the search
// from everywhere.
func (g *sampleGraph) query(rng *rand.Rand, hops int) query {
	for {
		root := rng.IntN(len(g.Symbols))
		if rng.IntN(2) == 0 {
			root = g.Roots[rng.IntN(2)]
		}
		deepest, unreachable := 0, []int(nil)
		for node, d := range g.dist[root] {
			deepest = max(deepest, d)
			if d < 0 && g.parents[node] > 0 {
				unreachable = append(unreachable, node)
			}
		}
		if deepest == 0 || len(unreachable) == 0 {
			continue
		}
		depth := 1 + rng.IntN(min(deepest, hops))
		var targets []int
		for node, d := range g.dist[root] {
			if d == depth {
				targets = append(targets, node)
			}
		}
		return query{root: root, target: targets[rng.IntN(len(targets))], other: unreachable[rng.IntN(len(unreachable))], hops: depth, swapped: rng.IntN(2) == 0}
	}
}

// lookupSet is what one look-up is asked about: node alone when superpose is at most 1. Otherwise a third are single nodes, a third the
// nodes some hops away from a node (what a thought holds during a search), and the rest any 2 to superpose nodes.
func (g *sampleGraph) lookupSet(rng *rand.Rand, node, superpose int) []int {
	kind := rng.IntN(3)
	switch {
	case superpose <= 1 || kind == 0:
		return []int{node}
	case kind == 1:
		depth := rng.IntN(maxChainHops)
		var set []int
		for other, d := range g.dist[node] {
			if d == depth {
				set = append(set, other)
			}
		}
		if len(set) > 0 {
			return set
		}
		return []int{node}
	}
	size := min(2+rng.IntN(superpose-1), len(g.Symbols))
	return rng.Perm(len(g.Symbols))[:size]
}

// path is a shortest path from root to target, drawn at random among them.
func (g *sampleGraph) path(rng *rand.Rand, root, target int) []int {
	path := []int{root}
	for node := root; node != target; {
		var steps []int
		for _, child := range g.next[node] {
			if d := g.dist[child][target]; d >= 0 && d == g.dist[node][target]-1 {
				steps = append(steps, child)
			}
		}
		node = steps[rng.IntN(len(steps))]
		path = append(path, node)
	}
	return path
}
