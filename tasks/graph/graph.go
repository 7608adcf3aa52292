// Package graph is what tasks whose facts are edges have in common: the graph, breadth-first search over it, and keys
// that identify equal graphs. It knows nothing about words or sentences.
package graph

import "fmt"

// Graph is a set of facts: Edges are [source, target] pairs of indices into Symbols, in the order of their sentences.
type Graph struct {
	Symbols []string
	Edges   [][2]int
}

// Flip is an edit of one fact: edge number Edge of a graph leads to node Child instead.
type Flip struct{ Edge, Child int }

// Check fails on edges to nodes that do not exist.
func (g *Graph) Check() error {
	n := len(g.Symbols)
	for i, e := range g.Edges {
		if min(e[0], e[1]) < 0 || max(e[0], e[1]) >= n {
			return fmt.Errorf("graph: edge %d leads from node %d to %d, but there are %d nodes", i, e[0], e[1], n)
		}
	}
	return nil
}
