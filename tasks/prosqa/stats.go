package prosqa

import (
	"math"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Stats describes a set of questions, with the measures used for the official data. All shares are between 0 and 1. The
// index of a share is the value counted: Hops[3] is the share of questions of three hops.
type Stats struct {
	Items int `json:"items"`
	// Nodes and Edges are the sizes of the graphs.
	Nodes Spread `json:"nodes"`
	Edges Spread `json:"edges"`
	// Hops are the shares of questions by the distance from root to target.
	Hops     []float64 `json:"hops"`
	MeanHops float64   `json:"mean_hops"`
	// InDegree are the shares of nodes, from 2 on, by the number of parents; the first two nodes are the roots and have
	// none.
	InDegree []float64 `json:"in_degree"`
	// RootIndex are the shares of questions by the node that they are about.
	RootIndex []float64 `json:"root_index"`
	// Entities are the shares of graphs by the number of nodes without parents.
	Entities []float64 `json:"entities"`
	// Families are the shares of the nodes from 2 on that descend from neither root, from node 0 alone, node 1 alone, and
	// both.
	Families [4]float64 `json:"families"`
	// Frontier is the mean number of nodes exactly i hops from the root, over the questions that have one.
	Frontier []float64 `json:"frontier"`
	// OnPath is the mean number of those on a shortest path to the target, over the questions of i hops or more.
	OnPath []float64 `json:"on_path"`
	// Reachable is the mean number of nodes the root leads to, itself included; OutDegree the mean number of its children.
	Reachable float64 `json:"reachable"`
	OutDegree float64 `json:"out_degree"`
	// ShortestPaths is the mean number of shortest paths from root to target.
	ShortestPaths float64 `json:"shortest_paths"`
	// WrongDepth are the shares of questions by the wrong candidate's distance from the other root; index 0 means
	// unreachable.
	WrongDepth []float64 `json:"wrong_depth"`
	// TargetDeepest and WrongDeepest are the shares of questions whose candidate is as deep as any leaf of its root's
	// family alone.
	TargetDeepest float64 `json:"target_deepest"`
	WrongDeepest  float64 `json:"wrong_deepest"`
	// Undirected rates the guess that takes the candidate nearer to the root if facts may be followed either way.
	Undirected Heuristic `json:"undirected"`
	// FewerParents rates the guess that takes the candidate with fewer parents.
	FewerParents Heuristic `json:"fewer_parents"`
}

// Spread is a distribution: Counts[i] is how many graphs have the size i.
type Spread struct {
	Mean   float64 `json:"mean"`
	SD     float64 `json:"sd"`
	Min    int     `json:"min"`
	Max    int     `json:"max"`
	Counts []int   `json:"counts"`
}

// Heuristic is how often a rule without reasoning points to the right candidate, to neither, or to the wrong one, as
// shares.
type Heuristic struct {
	Right float64 `json:"right"`
	Tie   float64 `json:"tie"`
	Wrong float64 `json:"wrong"`
}

// WithCoin returns the rule's accuracy if a coin decides ties.
func (h Heuristic) WithCoin() float64 { return h.Right + h.Tie/2 }

// Measure describes items. It fails with an *ItemError if a graph has a cycle or indices are out of range, which never
// happens for items from ReadItems or a Generator.
func Measure(items []Item) (Stats, error) {
	m := measurer{}
	for i := range items {
		if field, err := items[i].validateNodes(); err != nil {
			return Stats{}, itemError(i, field, err)
		}
		if err := m.add(&items[i]); err != nil {
			return Stats{}, itemError(i, "edges", err)
		}
	}
	return m.stats(), nil
}

// histogram counts values; absent ones count 0.
type histogram []int

func (h *histogram) add(value, count int) {
	for len(*h) <= value {
		*h = append(*h, 0)
	}
	(*h)[value] += count
}

// measurer holds sums over items.
type measurer struct {
	items                                                 int
	nodes, edges, hops, inDegree, root, entities          histogram
	families                                              [4]int
	frontier, frontierItems, onPath, onPathItems          histogram
	reachable, outDegree, paths, targetDeep, wrongDeepest int
	wrongDepth                                            histogram
	undirected, fewerParents                              [3]int // right, tie, wrong
}

func (m *measurer) add(it *Item) error {
	g := it.Graph()
	o, err := graph.New(&g)
	if err != nil {
		return err
	}
	other := 0
	if it.Root == 0 {
		other = 1
	}
	dist, wrong := o.Distances(it.Root), o.Distances(other)
	m.items++
	m.nodes.add(len(g.Symbols), 1)
	m.edges.add(len(g.Edges), 1)
	m.root.add(it.Root, 1)
	m.hops.add(max(dist[it.Target], 0), 1)
	m.wrongDepth.add(max(wrong[it.NegTarget], 0), 1)
	m.paths += o.ShortestPathCount(it.Root, it.Target)
	m.outDegree += len(o.Children(it.Root))
	m.addNodes(o)
	m.addFrontier(o, it, dist)
	if deepest(o, dist, wrong) == dist[it.Target] {
		m.targetDeep++
	}
	if deepest(o, wrong, dist) == wrong[it.NegTarget] {
		m.wrongDeepest++
	}
	around := o.UndirectedDistances(it.Root)
	m.undirected[compare(around[it.Target], around[it.NegTarget])]++
	m.fewerParents[compare(len(o.Parents(it.Target)), len(o.Parents(it.NegTarget)))]++
	return nil
}

// compare returns 0 (right) if the target has the smaller value, 1 if both are equal, 2 otherwise. -1 stands for no
// value and counts as the largest.
func compare(target, wrong int) int {
	switch {
	case target == wrong:
		return 1
	case target >= 0 && (wrong < 0 || target < wrong):
		return 0
	}
	return 2
}

func (m *measurer) addNodes(o *graph.Adjacency) {
	first, second := o.Distances(0), o.Distances(1)
	entities := 0
	for node := range first {
		parents := o.Parents(node)
		if len(parents) == 0 {
			entities++
		}
		if node < 2 {
			continue
		}
		m.inDegree.add(len(parents), 1)
		family := 0
		if first[node] >= 0 {
			family |= 1
		}
		if second[node] >= 0 {
			family |= 2
		}
		m.families[family]++
	}
	m.entities.add(entities, 1)
}

func (m *measurer) addFrontier(o *graph.Adjacency, it *Item, dist []int) {
	var sizes histogram
	for _, d := range dist {
		if d >= 0 {
			sizes.add(d, 1)
			m.reachable++
		}
	}
	for d, n := range sizes {
		m.frontier.add(d, n)
		m.frontierItems.add(d, 1)
	}
	for d := 0; d <= dist[it.Target]; d++ {
		m.onPath.add(d, len(o.OnShortestPath(it.Root, it.Target, d)))
		m.onPathItems.add(d, 1)
	}
}

// deepest returns the greatest distance of a leaf that one root leads to and the other does not.
func deepest(o *graph.Adjacency, own, other []int) int {
	most := 0
	for node, d := range own {
		if d > most && other[node] < 0 && len(o.Children(node)) == 0 {
			most = d
		}
	}
	return most
}

func (m *measurer) stats() Stats {
	if m.items == 0 {
		return Stats{}
	}
	mean := func(sum int) float64 { return float64(sum) / float64(m.items) }
	s := Stats{
		Items: m.items, Nodes: m.nodes.spread(), Edges: m.edges.spread(),
		Hops: m.hops.shares(), MeanHops: m.hops.spread().Mean, InDegree: m.inDegree.shares(), RootIndex: m.root.shares(),
		Entities: m.entities.shares(), Frontier: m.frontier.over(m.frontierItems), OnPath: m.onPath.over(m.onPathItems),
		Reachable: mean(m.reachable), OutDegree: mean(m.outDegree), ShortestPaths: mean(m.paths),
		WrongDepth: m.wrongDepth.shares(), TargetDeepest: mean(m.targetDeep), WrongDeepest: mean(m.wrongDeepest),
		Undirected:   Heuristic{mean(m.undirected[0]), mean(m.undirected[1]), mean(m.undirected[2])},
		FewerParents: Heuristic{mean(m.fewerParents[0]), mean(m.fewerParents[1]), mean(m.fewerParents[2])},
	}
	copy(s.Families[:], histogram(m.families[:]).shares())
	return s
}

func (h histogram) total() (n int) {
	for _, c := range h {
		n += c
	}
	return n
}

func (h histogram) shares() []float64 {
	out, total := make([]float64, len(h)), max(h.total(), 1)
	for i, c := range h {
		out[i] = float64(c) / float64(total)
	}
	return out
}

// over divides element by element.
func (h histogram) over(counts histogram) []float64 {
	out := make([]float64, len(h))
	for i, sum := range h {
		out[i] = float64(sum) / float64(counts[i])
	}
	return out
}

func (h histogram) spread() Spread {
	s := Spread{Min: -1, Counts: h}
	n, sum, squares := h.total(), 0.0, 0.0
	for value, count := range h {
		if count == 0 {
			continue
		}
		if s.Min < 0 {
			s.Min = value
		}
		s.Max = value
		sum += float64(value * count)
		squares += float64(value * value * count)
	}
	s.Mean = sum / float64(n)
	s.SD = math.Sqrt(max(squares/float64(n)-s.Mean*s.Mean, 0))
	return s
}
