package prosqa

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/coconut-page/coconut/tasks/english"
)

var (
	// ErrCycle is wrapped by the errors about facts that lead back to where they started.
	ErrCycle = errors.New("prosqa: the facts go round in a circle")
	// ErrUndecidable is wrapped by Oracle.Answer's error when the facts lead to neither candidate, or to both.
	ErrUndecidable = errors.New("prosqa: the facts do not decide the question")
)

// Oracle answers every question about one graph exactly, by breadth-first search. A node that does not exist reaches nothing and
// is reached by nothing. An Oracle is safe for concurrent use.
type Oracle struct {
	symbols  []string
	children [][]int // ascending, no repeats
	parents  [][]int
}

// NewOracle prepares a graph; it fails on edges to nodes that do not exist and, with ErrCycle, on cycles.
func NewOracle(g *Graph) (*Oracle, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	o := newLinks(g)
	if cycle := o.cycle(); cycle != nil {
		return nil, fmt.Errorf("%w: %q leads back to itself", ErrCycle, g.Symbols[cycle[0]])
	}
	return o, nil
}

// newLinks is an Oracle whose graph, known to have no edge to a node that does not exist, may have a cycle.
func newLinks(g *Graph) *Oracle {
	n := len(g.Symbols)
	o := &Oracle{symbols: g.Symbols, children: make([][]int, n), parents: make([][]int, n)}
	for _, e := range g.Edges {
		o.children[e[0]] = append(o.children[e[0]], e[1])
		o.parents[e[1]] = append(o.parents[e[1]], e[0])
	}
	for node := range n { // a fact told twice is one edge
		slices.Sort(o.children[node])
		slices.Sort(o.parents[node])
		o.children[node], o.parents[node] = slices.Compact(o.children[node]), slices.Compact(o.parents[node])
	}
	return o
}

// cycle returns the nodes of a cycle in the order of its edges, nil when there is none. It takes nodes without open parents away
// (Kahn's algorithm); what remains has a parent that remains, so going from parent to parent must come round.
func (o *Oracle) cycle() []int {
	open := make([]int, len(o.parents))
	var ready []int
	left := len(open)
	for node, parents := range o.parents {
		if open[node] = len(parents); open[node] == 0 {
			ready = append(ready, node)
		}
	}
	for ; len(ready) > 0; left-- {
		node := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		for _, child := range o.children[node] {
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
		node = o.parents[node][slices.IndexFunc(o.parents[node], remains)]
	}
}

// Distances are the hops from one node to every other; -1 where there is no way.
func (o *Oracle) Distances(from int) []int { return search(from, o.children) }

// distancesTo are the hops from every node to one; -1 where there is no way.
func (o *Oracle) distancesTo(to int) []int { return search(to, o.parents) }

// UndirectedDistances are the hops when facts may be followed either way; -1 where there is no way.
func (o *Oracle) UndirectedDistances(from int) []int { return search(from, o.children, o.parents) }

// search is a breadth-first search along one or more kinds of links.
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

// hops is the distance between two nodes, -1 where there is no way or no such node.
func (o *Oracle) hops(from, to int) int {
	if to < 0 || to >= len(o.children) {
		return -1
	}
	return o.Distances(from)[to]
}

// Reachable says whether the facts lead from one node to another; every node reaches itself.
func (o *Oracle) Reachable(from, to int) bool { return o.hops(from, to) >= 0 }

// Frontier lists the nodes exactly depth hops from a node, in ascending order: what breadth-first search visits at that depth.
func (o *Oracle) Frontier(from, depth int) []int {
	var nodes []int
	for node, d := range o.Distances(from) {
		if d == depth && d >= 0 {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// OnShortestPath lists the nodes depth hops from one node on any shortest path to another, in ascending order. The files of
// "Reasoning by superposition" (arXiv 2505.12514) call this neighbor_k.
func (o *Oracle) OnShortestPath(from, to, depth int) []int {
	hops := o.hops(from, to)
	if hops < 0 {
		return nil
	}
	ahead, back := o.Distances(from), o.distancesTo(to)
	var nodes []int
	for node, d := range ahead {
		if d == depth && back[node] == hops-depth && d >= 0 {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// ShortestPath is one shortest path, both ends included; nil where there is none. Of several it takes, hop by hop, the node with
// the lowest index.
func (o *Oracle) ShortestPath(from, to int) []int {
	hops := o.hops(from, to)
	if hops < 0 {
		return nil
	}
	back := o.distancesTo(to)
	path := make([]int, 1, hops+1)
	path[0] = from
	for left := hops - 1; left >= 0; left-- {
		children := o.children[path[len(path)-1]]
		path = append(path, children[slices.IndexFunc(children, func(n int) bool { return back[n] == left })])
	}
	return path
}

// ShortestPathCount is the number of different shortest paths; 0 where there is no path, math.MaxInt for that or more.
func (o *Oracle) ShortestPathCount(from, to int) int {
	hops := o.hops(from, to)
	if hops < 0 {
		return 0
	}
	dist := o.Distances(from)
	counts := make([]int, len(dist))
	counts[from] = 1
	for depth := range hops {
		for node, d := range dist {
			if d != depth {
				continue
			}
			for _, child := range o.children[node] {
				if dist[child] == depth+1 {
					counts[child] = addSaturated(counts[child], counts[node])
				}
			}
		}
	}
	return counts[to]
}

// addSaturated adds two numbers that are not negative.
func addSaturated(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// Answer is the candidate that the facts lead to. The error wraps ErrUndecidable when that is neither or both of them.
func (o *Oracle) Answer(q *Question) (int, error) {
	word := o.symbols
	for _, node := range []int{q.Root, q.Candidates[0], q.Candidates[1]} {
		if node < 0 || node >= len(word) {
			return 0, fmt.Errorf("prosqa: the question is about node %d, but there are %d nodes", node, len(word))
		}
	}
	dist := o.Distances(q.Root)
	first, second := q.Candidates[0], q.Candidates[1]
	one := func(node int) string { return english.WithArticle(word[node]) }
	switch a, b := dist[first] >= 0, dist[second] >= 0; {
	case a && b:
		return 0, fmt.Errorf("%w: %s is both %s and %s", ErrUndecidable, word[q.Root], one(first), one(second))
	case a:
		return first, nil
	case b:
		return second, nil
	}
	return 0, fmt.Errorf("%w: nothing makes %s %s or %s", ErrUndecidable, word[q.Root], one(first), one(second))
}
