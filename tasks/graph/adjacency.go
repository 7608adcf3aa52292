package graph

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/coconut-page/coconut/internal/order"
)

// ErrCycle is wrapped by errors about facts that lead back to where they started.
var ErrCycle = errors.New("graph: the facts go round in a circle")

// Adjacency answers questions about the paths through one graph exactly, by breadth-first search. A node that does not
// exist reaches nothing and is reached by nothing. An Adjacency is safe for concurrent use.
type Adjacency struct {
	children [][]int // ascending, no repeats
	parents  [][]int
}

// New prepares a graph; it fails on edges to nodes that do not exist and, with ErrCycle, on cycles.
func New(g *Graph) (*Adjacency, error) {
	if err := g.Check(); err != nil {
		return nil, err
	}
	a := Index(g)
	if cycle := a.Cycle(); cycle != nil {
		return nil, fmt.Errorf("%w: %q leads back to itself", ErrCycle, g.Symbols[cycle[0]])
	}
	return a, nil
}

// Index prepares a graph that may have cycles, and must not have an edge to a node that does not exist.
func Index(g *Graph) *Adjacency {
	n := len(g.Symbols)
	a := &Adjacency{children: make([][]int, n), parents: make([][]int, n)}
	for _, e := range g.Edges {
		a.children[e[0]] = append(a.children[e[0]], e[1])
		a.parents[e[1]] = append(a.parents[e[1]], e[0])
	}
	for node := range n { // a repeated fact is one edge
		order.Ints(a.children[node])
		order.Ints(a.parents[node])
		a.children[node], a.parents[node] = slices.Compact(a.children[node]), slices.Compact(a.parents[node])
	}
	return a
}

// Children and Parents return the nodes one edge away, in ascending order, each once.
func (a *Adjacency) Children(node int) []int { return a.children[node] }
func (a *Adjacency) Parents(node int) []int  { return a.parents[node] }

// Cycle returns the nodes of a cycle in the order of its edges, nil if there is none. It removes nodes whose parents
// are all removed (Kahn's algorithm); every remaining node has a remaining parent, so going from parent to parent must
// come round.
func (a *Adjacency) Cycle() []int {
	open := make([]int, len(a.parents))
	var ready []int
	left := len(open)
	for node, parents := range a.parents {
		if open[node] = len(parents); open[node] == 0 {
			ready = append(ready, node)
		}
	}
	for ; len(ready) > 0; left-- {
		node := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		for _, child := range a.children[node] {
			if open[child]--; open[child] == 0 {
				ready = append(ready, child)
			}
		}
	}
	if left == 0 {
		return nil
	}
	remains := func(node int) bool { return open[node] > 0 }
	node := slices.IndexFunc(open, func(parents int) bool { return parents > 0 })
	seen := map[int]int{}
	var walk []int
	for {
		if at, ok := seen[node]; ok {
			walk = walk[at:]
			slices.Reverse(walk)
			return walk
		}
		seen[node] = len(walk)
		walk = append(walk, node)
		node = a.parents[node][slices.IndexFunc(a.parents[node], remains)]
	}
}

// Distances returns the hops from one node to every other; -1 where there is no path.
func (a *Adjacency) Distances(from int) []int { return search(from, a.children) }

// DistancesTo returns the hops from every node to one; -1 where there is no path.
func (a *Adjacency) DistancesTo(to int) []int { return search(to, a.parents) }

// UndirectedDistances returns the hops when facts may be followed either way; -1 where there is no path.
func (a *Adjacency) UndirectedDistances(from int) []int { return search(from, a.children, a.parents) }

// search does a breadth-first search along one or more kinds of links.
func search(from int, links ...[][]int) []int {
	dist := slices.Repeat([]int{-1}, len(links[0]))
	if from < 0 || from >= len(dist) {
		return dist
	}
	dist[from] = 0
	queue := make([]int, 1, len(dist))
	queue[0] = from
	for len(queue) > 0 {
		node := queue[0]
		queue = queue[1:]
		for _, next := range links {
			for _, n := range next[node] {
				if dist[n] < 0 {
					dist[n] = dist[node] + 1
					queue = append(queue, n)
				}
			}
		}
	}
	return dist
}

// hops returns the distance between two nodes, -1 where there is no path or no such node.
func (a *Adjacency) hops(from, to int) int {
	if to < 0 || to >= len(a.children) {
		return -1
	}
	return a.Distances(from)[to]
}

// Reachable reports whether the facts lead from one node to another; every node reaches itself.
func (a *Adjacency) Reachable(from, to int) bool { return a.hops(from, to) >= 0 }

// Frontier lists the nodes exactly depth hops from a node, in ascending order: what breadth-first search visits at that
// depth.
func (a *Adjacency) Frontier(from, depth int) []int {
	var nodes []int
	for node, d := range a.Distances(from) {
		if d == depth && d >= 0 {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// OnShortestPath lists the nodes depth hops from one node on any shortest path to another, in ascending order. The
// files of "Reasoning by superposition" (arXiv 2505.12514) call this neighbor_k.
func (a *Adjacency) OnShortestPath(from, to, depth int) []int {
	hops := a.hops(from, to)
	if hops < 0 {
		return nil
	}
	ahead, back := a.Distances(from), a.DistancesTo(to)
	var nodes []int
	for node, d := range ahead {
		if d == depth && back[node] == hops-depth && d >= 0 {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// ShortestPath returns one shortest path, both ends included; nil where there is none. If there are several it takes,
// hop by hop, the node with the lowest index.
func (a *Adjacency) ShortestPath(from, to int) []int {
	hops := a.hops(from, to)
	if hops < 0 {
		return nil
	}
	back := a.DistancesTo(to)
	path := make([]int, 1, hops+1)
	path[0] = from
	for left := hops - 1; left >= 0; left-- {
		children := a.children[path[len(path)-1]]
		path = append(path, children[slices.IndexFunc(children, func(n int) bool { return back[n] == left })])
	}
	return path
}

// ShortestPathCount returns the number of different shortest paths; 0 where there is no path, math.MaxInt for that or
// more.
func (a *Adjacency) ShortestPathCount(from, to int) int {
	hops := a.hops(from, to)
	if hops < 0 {
		return 0
	}
	dist := a.Distances(from)
	counts := make([]int, len(dist))
	counts[from] = 1
	for depth := range hops {
		for node, d := range dist {
			if d != depth {
				continue
			}
			for _, child := range a.children[node] {
				if dist[child] == depth+1 {
					counts[child] = addSaturated(counts[child], counts[node])
				}
			}
		}
	}
	return counts[to]
}

// addSaturated adds two non-negative numbers.
func addSaturated(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}
