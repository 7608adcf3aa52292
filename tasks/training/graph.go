package training

import (
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Graph is a generated graph with all distances, from which questions are drawn.
type Graph struct {
	Asker
	Symbols []string   // each node's token
	Edges   [][2]int   // in the order of their sentences
	Facts   [][]string // the tokens of each edge's sentence; nil for `from to .`
	Key     string     // equal for equal graphs
	Dist    [][]int    // Dist[a][b]: hops from a to b, -1 when b cannot be reached
	Parents []int      // in-degree
	Next    [][]int    // children
}

// NewGraph computes all distances. The generators make no cycles and no duplicate edges.
func NewGraph(symbols []string, edges [][2]int, key string, a Asker) *Graph {
	n := len(symbols)
	g := &Graph{Asker: a, Symbols: symbols, Edges: edges, Key: key, Dist: make([][]int, n), Parents: make([]int, n),
		Next: make([][]int, n)}
	for _, e := range edges {
		g.Next[e[0]] = append(g.Next[e[0]], e[1])
		g.Parents[e[1]]++
	}
	oracle, err := graph.New(&graph.Graph{Symbols: symbols, Edges: edges})
	if err != nil {
		panic(err) // a generator's fault: it made a cycle
	}
	for node := range g.Dist {
		g.Dist[node] = oracle.Distances(node)
	}
	return g
}

// FactTokens returns the tokens of all facts.
func (g *Graph) FactTokens() []string {
	var all []string
	if g.Facts != nil {
		return slices.Concat(g.Facts...)
	}
	for _, e := range g.Edges {
		all = append(all, g.Symbols[e[0]], g.Symbols[e[1]], ".")
	}
	return all
}

// Frontier lists the words that a supervised thought names, the first one by depth 1.
func (g *Graph) Frontier(q Query, depth int) []string {
	if n := len(q.Thoughts); n > 0 {
		return q.Thoughts[min(depth, n)-1]
	}
	var words []string
	for _, node := range g.At(q.Root, depth) {
		words = append(words, g.Symbols[node])
	}
	return words
}

// Needs returns how many thoughts a question takes.
func (g *Graph) Needs(q Query) int {
	if q.Thoughts != nil {
		return len(q.Thoughts)
	}
	return g.Dist[q.Root][q.Target]
}

// At lists the nodes exactly depth hops from root, in ascending order.
func (g *Graph) At(root, depth int) []int {
	var nodes []int
	for node, d := range g.Dist[root] {
		if d == depth {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// Path returns a random shortest path from root to target.
func (g *Graph) Path(rng *rand.Rand, root, target int) []int {
	path := []int{root}
	for node := root; node != target; {
		var steps []int
		for _, child := range g.Next[node] {
			if d := g.Dist[child][target]; d >= 0 && d == g.Dist[node][target]-1 {
				steps = append(steps, child)
			}
		}
		node = steps[rng.IntN(len(steps))]
		path = append(path, node)
	}
	return path
}
