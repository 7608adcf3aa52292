package prosqa

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/training"
)

// Words implements training.Task.
func (Task) Words() []string {
	return append(append([]string(nil), Names...), Concepts...)
}

// Rules implements training.Task.
func (Task) Rules() [][2]string {
	return [][2]string{{"Every ", ""}, {" is a ", " "}, {"Is ", ""}, {" a ", " "}, {" or ", " "}}
}

// mostNodes is how many nodes official graphs have at most.
const mostNodes = 28

// Layout implements training.Task: `Tom lempus scrompus ? <bot>`, `<eot> ### Tom lempus .`, and three more tokens for
// each hop of a chain, or each node that a search finds.
func (Task) Layout() training.Layout {
	return training.Layout{Question: 5, Answer: 5, Target: 2, Chain: 5 + 3*training.MaxChainHops, Nodes: mostNodes,
		Hops: training.MaxChainHops, Search: 5 + 3*(mostNodes-1), DeepHops: deepMostHops, DeepChain: 5 + 3*deepMostHops}
}

// Drawer implements training.Task.
func (Task) Drawer(seed uint64) training.Drawer { return drawer{NewGenerator(seed)} }

// drawer draws samples as training graphs.
type drawer struct{ *Generator }

// Draw implements training.Drawer.
func (d drawer) Draw(minNodes, maxNodes int) *training.Graph {
	return d.graph(d.Sample(minNodes, maxNodes))
}

// DrawDeep implements training.DeepDrawer.
func (d drawer) DrawDeep() *training.Graph { return d.graph(d.Deep()) }

func (drawer) graph(s Sample) *training.Graph {
	return training.NewGraph(s.Symbols, s.Edges, s.Key(), asker{s.Roots, s.Target, s.NegTarget})
}

// asker holds the task's own question about a graph.
type asker struct {
	roots            [2]int
	target, negative int
}

// AnswerQuery implements training.Asker: the task's own question first, if it is near enough, then the same candidates
// for the other root, so that only the facts tell the answers apart, and then random questions.
func (a asker) AnswerQuery(g *training.Graph, rng *rand.Rand, j, hops int) training.Query {
	root, target, other := a.roots[0], a.target, a.negative
	if j == 1 {
		root, target, other = a.roots[1], other, target
	}
	swapped := rng.IntN(2) == 0
	if d := g.Dist[root][target]; j > 1 || d > hops || d < 1 {
		return a.query(g, rng, hops)
	}
	return a.ask(g, root, target, other, swapped)
}

// query draws a Question: a root with at least one fact, a target 1 to hops away (each distance equally likely), and
// another node that cannot be reached from the root. Half of the roots are names, as in the task; the rest are random
// nodes, which exercises the search from everywhere.
func (a asker) query(g *training.Graph, rng *rand.Rand, hops int) training.Query {
	for {
		root := rng.IntN(len(g.Symbols))
		if rng.IntN(2) == 0 {
			root = a.roots[rng.IntN(2)]
		}
		deepest, unreachable := 0, []int(nil)
		for node, d := range g.Dist[root] {
			deepest = max(deepest, d)
			if d < 0 && g.Parents[node] > 0 {
				unreachable = append(unreachable, node)
			}
		}
		if deepest == 0 || len(unreachable) == 0 {
			continue
		}
		targets := g.At(root, 1+rng.IntN(min(deepest, hops)))
		target, other := targets[rng.IntN(len(targets))], unreachable[rng.IntN(len(unreachable))]
		return a.ask(g, root, target, other, rng.IntN(2) == 0)
	}
}

// ask turns a question into tokens; swapped puts the wrong candidate first.
func (asker) ask(g *training.Graph, root, target, other int, swapped bool) training.Query {
	first, second := g.Symbols[target], g.Symbols[other]
	if swapped {
		first, second = second, first
	}
	return training.Query{Root: root, Target: target, Text: []string{g.Symbols[root], first, second, "?"},
		Answer: []string{g.Symbols[root], g.Symbols[target], "."}}
}

// Steps implements training.Asker: each step is one fact.
func (asker) Steps(g *training.Graph, rng *rand.Rand, q training.Query) [][]string {
	path := g.Path(rng, q.Root, q.Target)
	var steps [][]string
	for i := 1; i < len(path); i++ {
		steps = append(steps, []string{g.Symbols[path[i-1]], g.Symbols[path[i]], "."})
	}
	return steps
}

// Search implements training.Searcher: the first fact that leads to each node, nodes in the order in which they are
// found, the facts of a node in the order in which the question tells them.
func (asker) Search(g *training.Graph, q training.Query) [][]string {
	found, steps := map[int]bool{q.Root: true}, [][]string(nil)
	for queue := []int{q.Root}; len(queue) > 0 && !found[q.Target]; queue = queue[1:] {
		for _, e := range g.Edges {
			if e[0] != queue[0] || found[e[1]] {
				continue
			}
			steps = append(steps, []string{g.Symbols[e[0]], g.Symbols[e[1]], "."})
			if found[e[1]] = true; e[1] == q.Target {
				break
			}
			queue = append(queue, e[1])
		}
	}
	return steps
}
