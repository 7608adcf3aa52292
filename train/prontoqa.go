package train

import (
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/tasks/prontoqa"
)

// prontoTask is ProntoQA: `Alex ~happy ?`, answered by `True` or `False`. A property and its negation are two tokens and two nodes, so
// that a fact is an edge here, too: the search goes to the property, and the answer says whether it found what was asked or the opposite.
type prontoTask struct{}

func (prontoTask) words() []string {
	words := slices.Concat(prontoqa.Names, prontoqa.Concepts)
	for _, property := range prontoqa.Properties {
		words = append(words, prontoqa.Token(property), prontoqa.Token(prontoqa.Negate(property)))
	}
	return append(words, "True", "False")
}

func (prontoTask) rules() [][2]string { return prontoqa.Rules() }

// layout: `Alex ~happy ? <bot>`, `<eot> ### True`, and six language steps: `Alex X . X Y .` five times, then `Alex happy .`
func (prontoTask) layout() layout {
	return layout{question: 4, answer: 3, target: 1, chain: 3 + 6*maxChainHops, nodes: 32}
}

func (prontoTask) drawer(seed uint64) drawer { return prontoDrawer{prontoqa.NewGenerator(seed)} }

type prontoDrawer struct{ *prontoqa.Generator }

// draw draws a question of the only size there is.
func (d prontoDrawer) draw(_, _ int) *sampleGraph {
	s := d.Sample()
	tokens := make([]string, len(s.Symbols))
	var literals []int
	for i, symbol := range s.Symbols {
		tokens[i] = prontoqa.Token(symbol)
		if prontoqa.IsLiteral(symbol) {
			literals = append(literals, i)
		}
	}
	a := prontoAsker{symbols: s.Symbols, literals: literals, root: s.Root, target: s.Path[len(s.Path)-1], answer: s.Answer}
	return newSampleGraph(tokens, s.Edges, s.FactsKey(), a)
}

// prontoAsker holds the task's own question of a graph.
type prontoAsker struct {
	symbols      []string
	literals     []int
	root, target int
	answer       bool
}

// answerQuery is the task's own question first, then its opposite, and then any question.
func (a prontoAsker) answerQuery(g *sampleGraph, rng *rand.Rand, j, hops int) query {
	if j < 2 && g.dist[a.root][a.target] <= hops {
		return a.ask(g, a.root, a.target, a.answer == (j == 0))
	}
	for {
		root := a.root
		if rng.IntN(2) == 0 {
			root = rng.IntN(len(g.symbols))
		}
		var found []int
		for _, literal := range a.literals {
			if d := g.dist[root][literal]; d > 0 && d <= hops {
				found = append(found, literal)
			}
		}
		if len(found) > 0 {
			return a.ask(g, root, found[rng.IntN(len(found))], rng.IntN(2) == 0)
		}
	}
}

// ask asks for a literal that follows, or for its opposite.
func (a prontoAsker) ask(g *sampleGraph, root, target int, answer bool) query {
	q := query{root: root, target: target, answer: []string{"True"}}
	asked := a.symbols[target]
	if !answer {
		q.answer, asked = []string{"False"}, prontoqa.Negate(asked)
	}
	q.text = []string{g.symbols[root], prontoqa.Token(asked), "?"}
	return q
}

// steps say what the subject is, and the fact that leads on from there; the last one only the former.
func (a prontoAsker) steps(g *sampleGraph, rng *rand.Rand, q query) [][]string {
	path := g.path(rng, q.root, q.target)
	var steps [][]string
	for i := 1; i < len(path); i++ {
		step := []string{g.symbols[q.root], g.symbols[path[i]], "."}
		if i+1 < len(path) {
			step = append(step, g.symbols[path[i]], g.symbols[path[i+1]], ".")
		}
		steps = append(steps, step)
	}
	return steps
}
