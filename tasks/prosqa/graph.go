package prosqa

import "fmt"

// Graph is a set of facts: Edges are [source, target] pairs of indices into Symbols, in the order of their sentences.
type Graph struct {
	Symbols []string
	Edges   [][2]int
}

// check fails on edges to nodes that do not exist.
func (g *Graph) check() error {
	n := len(g.Symbols)
	for i, e := range g.Edges {
		if min(e[0], e[1]) < 0 || max(e[0], e[1]) >= n {
			return fmt.Errorf("prosqa: edge %d leads from node %d to %d, but there are %d nodes", i, e[0], e[1], n)
		}
	}
	return nil
}

// Question is a graph with what is asked about it.
type Question struct {
	Graph Graph
	// Root is the node asked about; Candidates are the two answers offered, in the order asked.
	Root       int
	Candidates [2]int
}
