package prontoqa

import (
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/tasks/training"
)

// Words implements training.Task.
func (Task) Words() []string {
	words := slices.Concat(Names, Concepts)
	for _, property := range Properties {
		words = append(words, Token(property), Token(Negate(property)))
	}
	return append(words, "True", "False")
}

// Rules implements training.Task.
func (Task) Rules() [][2]string { return Rules() }

// Layout implements training.Task: `Alex ~happy ? <bot>`, `<eot> ### True`, and six language steps: `Alex X . X Y .`
// five times, then `Alex happy .`
func (Task) Layout() training.Layout {
	return training.Layout{Question: 4, Answer: 3, Target: 1, Chain: 3 + 6*training.MaxChainHops, Nodes: 32,
		Hops: training.MaxChainHops}
}

// Drawer implements training.Task.
func (Task) Drawer(seed uint64) training.Drawer { return drawer{NewGenerator(seed)} }

// drawer draws samples as training graphs.
type drawer struct{ *Generator }

// Draw implements training.Drawer: it draws a question of the only size.
func (d drawer) Draw(_, _ int) *training.Graph {
	s := d.Sample()
	tokens := make([]string, len(s.Symbols))
	var literals []int
	for i, symbol := range s.Symbols {
		tokens[i] = Token(symbol)
		if IsLiteral(symbol) {
			literals = append(literals, i)
		}
	}
	a := asker{symbols: s.Symbols, literals: literals, root: s.Root, target: s.Path[len(s.Path)-1], answer: s.Answer}
	return training.NewGraph(tokens, s.Edges, s.FactsKey(), a)
}

// asker holds the task's own question about a graph.
type asker struct {
	symbols      []string
	literals     []int
	root, target int
	answer       bool
}

// AnswerQuery implements training.Asker: the task's own question first, then its opposite, and then random questions.
func (a asker) AnswerQuery(g *training.Graph, rng *rand.Rand, j, hops int) training.Query {
	if j < 2 && g.Dist[a.root][a.target] <= hops {
		return a.ask(g, a.root, a.target, a.answer == (j == 0))
	}
	for {
		root := a.root
		if rng.IntN(2) == 0 {
			root = rng.IntN(len(g.Symbols))
		}
		var found []int
		for _, literal := range a.literals {
			if d := g.Dist[root][literal]; d > 0 && d <= hops {
				found = append(found, literal)
			}
		}
		if len(found) > 0 {
			return a.ask(g, root, found[rng.IntN(len(found))], rng.IntN(2) == 0)
		}
	}
}

// ask asks whether a literal that follows holds, or its opposite.
func (a asker) ask(g *training.Graph, root, target int, answer bool) training.Query {
	q := training.Query{Root: root, Target: target, Answer: []string{"True"}}
	asked := a.symbols[target]
	if !answer {
		q.Answer, asked = []string{"False"}, Negate(asked)
	}
	q.Text = []string{g.Symbols[root], Token(asked), "?"}
	return q
}

// Steps implements training.Asker: a step states what the subject is, and the fact that leads on from there; the last
// one only the former.
func (a asker) Steps(g *training.Graph, rng *rand.Rand, q training.Query) [][]string {
	path := g.Path(rng, q.Root, q.Target)
	var steps [][]string
	for i := 1; i < len(path); i++ {
		step := []string{g.Symbols[q.Root], g.Symbols[path[i]], "."}
		if i+1 < len(path) {
			step = append(step, g.Symbols[path[i]], g.Symbols[path[i+1]], ".")
		}
		steps = append(steps, step)
	}
	return steps
}
