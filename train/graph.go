package train

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/graph"
)

// sampleGraph is a generated graph with all distances, from which questions are drawn.
type sampleGraph struct {
	asker
	symbols []string // each node's token
	edges   [][2]int // in the order of their sentences
	key     string   // equal for equal graphs
	dist    [][]int  // dist[a][b]: hops from a to b, -1 when b cannot be reached
	parents []int    // in-degree
	next    [][]int
}

// maxChainHops bounds the language steps a chain query can hold.
const maxChainHops = 6

// newSampleGraph asks the oracle for the distances. The generators make no cycles and no edges twice.
func newSampleGraph(symbols []string, edges [][2]int, key string, a asker) *sampleGraph {
	n := len(symbols)
	g := &sampleGraph{asker: a, symbols: symbols, edges: edges, key: key, dist: make([][]int, n), parents: make([]int, n), next: make([][]int, n)}
	for _, e := range edges {
		g.next[e[0]] = append(g.next[e[0]], e[1])
		g.parents[e[1]]++
	}
	oracle, err := graph.New(&graph.Graph{Symbols: symbols, Edges: edges})
	if err != nil {
		panic(err) // a generator made a cycle
	}
	for node := range g.dist {
		g.dist[node] = oracle.Distances(node)
	}
	return g
}

// at lists the nodes exactly depth hops from root, in ascending order.
func (g *sampleGraph) at(root, depth int) []int {
	var nodes []int
	for node, d := range g.dist[root] {
		if d == depth {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// lookupSet is what one look-up is asked about: node alone when superpose is at most 1. Otherwise a third are single nodes, a third the
// nodes some hops away from a node (what a thought holds during a search), and the rest any 2 to superpose nodes.
func (g *sampleGraph) lookupSet(rng *rand.Rand, node, superpose int) []int {
	kind := rng.IntN(3)
	switch {
	case superpose <= 1 || kind == 0:
		return []int{node}
	case kind == 1:
		if set := g.at(node, rng.IntN(maxChainHops)); len(set) > 0 {
			return set
		}
		return []int{node}
	}
	size := min(2+rng.IntN(superpose-1), len(g.symbols))
	return rng.Perm(len(g.symbols))[:size]
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
