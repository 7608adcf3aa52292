package train

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// prosqaTask is ProsQA: `Tom lempus scrompus ?`, answered by `Tom lempus .`
type prosqaTask struct{}

func (prosqaTask) words() []string {
	return append(append([]string(nil), prosqa.Names...), prosqa.Concepts...)
}

func (prosqaTask) rules() [][2]string {
	return [][2]string{{"Every ", ""}, {" is a ", " "}, {"Is ", ""}, {" a ", " "}, {" or ", " "}}
}

// layout: `Tom lempus scrompus ? <bot>`, `<eot> ### Tom lempus .`, and three tokens more for each hop of a chain. Official graphs have at
// most 28 nodes.
func (prosqaTask) layout() layout {
	return layout{question: 5, answer: 5, target: 2, chain: 5 + 3*maxChainHops, nodes: 28}
}

func (prosqaTask) drawer(seed uint64) drawer { return prosqaDrawer{prosqa.NewGenerator(seed)} }

type prosqaDrawer struct{ *prosqa.Generator }

func (d prosqaDrawer) draw(minNodes, maxNodes int) *sampleGraph {
	s := d.Sample(minNodes, maxNodes)
	return newSampleGraph(s.Symbols, s.Edges, s.Key(), prosqaAsker{s.Roots, s.Target, s.NegTarget})
}

// prosqaAsker holds the task's own question of a graph.
type prosqaAsker struct {
	roots            [2]int
	target, negative int
}

// answerQuery is the task's own question first, where that is near enough, then the same candidates asked about the other root, so that
// nothing but the facts tells the answers apart, and then any question.
func (a prosqaAsker) answerQuery(g *sampleGraph, rng *rand.Rand, j, hops int) query {
	root, target, other := a.roots[0], a.target, a.negative
	if j == 1 {
		root, target, other = a.roots[1], other, target
	}
	swapped := rng.IntN(2) == 0
	if d := g.dist[root][target]; j > 1 || d > hops || d < 1 {
		return a.query(g, rng, hops)
	}
	return a.ask(g, root, target, other, swapped)
}

// query draws a question: a root with at least one fact, a target 1 to hops away (each distance alike), and another node that
// cannot be reached from the root. Half of the roots are names, as in the task; the rest are any node, which exercises the search
// from everywhere.
func (a prosqaAsker) query(g *sampleGraph, rng *rand.Rand, hops int) query {
	for {
		root := rng.IntN(len(g.symbols))
		if rng.IntN(2) == 0 {
			root = a.roots[rng.IntN(2)]
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
		targets := g.at(root, 1+rng.IntN(min(deepest, hops)))
		target, other := targets[rng.IntN(len(targets))], unreachable[rng.IntN(len(unreachable))]
		return a.ask(g, root, target, other, rng.IntN(2) == 0)
	}
}

// ask puts a question into tokens; swapped names the wrong candidate first.
func (prosqaAsker) ask(g *sampleGraph, root, target, other int, swapped bool) query {
	first, second := g.symbols[target], g.symbols[other]
	if swapped {
		first, second = second, first
	}
	return query{root: root, target: target, text: []string{g.symbols[root], first, second, "?"}, answer: []string{g.symbols[root], g.symbols[target], "."}}
}

// steps has one fact a step.
func (prosqaAsker) steps(g *sampleGraph, rng *rand.Rand, q query) [][]string {
	path := g.path(rng, q.root, q.target)
	var steps [][]string
	for i := 1; i < len(path); i++ {
		steps = append(steps, []string{g.symbols[path[i-1]], g.symbols[path[i]], "."})
	}
	return steps
}
