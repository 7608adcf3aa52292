package arithmetic

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/coconut-page/coconut/tasks/training"
)

// Words implements training.Task.
func (Task) Words() []string { return words() }

// Rules implements training.Task: questions are encoded word by word, see Question.Prompt.
func (Task) Rules() [][2]string { return nil }

const (
	// maxSteps is the length of the longest chain: back to the given quantity, its value, and one after each operation.
	maxSteps = 2*MaxOperations + 1
	// maxWords is how many thoughts it takes, each of one word: a person for each step back, the value, and for each
	// operation whose it is and what it gives.
	maxWords = 3*MaxOperations + 1
)

// Layout implements training.Task: `Cleo ? <bot>`, `<eot> ### Cleo 14 .`, and three more tokens for each step.
func (Task) Layout() training.Layout {
	return training.Layout{Question: 3, Answer: 5, Target: 2, Chain: 5 + 3*maxSteps, Nodes: rehearsals, Hops: maxWords,
		Rehearsed: true}
}

// rehearsals are how many look-ups a lookup stage makes of each graph.
const rehearsals = 48

// Drawer implements training.Task.
func (Task) Drawer(seed uint64) training.Drawer { return drawer{NewGenerator(seed)} }

// drawer draws questions as training graphs.
type drawer struct{ *Generator }

// Draw implements training.Drawer. The graph's nodes are the people and, after them, the numbers that are given; an
// edge leads from a person to the one that the fact is about, or to the number.
func (d drawer) Draw(minNodes, maxNodes int) *training.Graph {
	q := d.Sample(Style{Least: minNodes, Most: maxNodes, Operations: -1})
	symbols := append([]string(nil), q.Names...)
	numbers := map[int]int{}
	var edges [][2]int
	var facts [][]string
	for _, f := range q.Facts {
		to := f.Of
		if f.Operation == Given {
			node, ok := numbers[f.N]
			if !ok {
				node = len(symbols)
				numbers[f.N] = node
				symbols = append(symbols, strconv.Itoa(f.N))
			}
			to = node
		}
		edges, facts = append(edges, [2]int{f.Subject, to}), append(facts, q.factTokens(f))
	}
	g := training.NewGraph(symbols, edges, q.key(), newAsker(q))
	g.Facts = facts
	return g
}

// factTokens returns the model's words of a fact: `Ann 4 .` or `Ben Ann . Ben plus3 .`, so that whatever is to be
// looked up follows its subject.
func (q *Question) factTokens(f Fact) []string {
	if f.Operation == Given {
		return []string{q.Names[f.Subject], strconv.Itoa(f.N), "."}
	}
	name := q.Names[f.Subject]
	return []string{name, q.Names[f.Of], ".", name, f.Operation.token(f.N), "."}
}

// asker asks about the people of one question.
type asker struct {
	q       *Question
	solved  []int // values
	byDepth [MaxOperations + 1][]int
}

func newAsker(q *Question) *asker {
	a := &asker{q: q}
	s, err := q.Solve()
	if err != nil {
		panic(fmt.Sprintf("arithmetic: a generated question has no answer: %v", err)) // a generator's fault
	}
	a.solved = s.Values
	for person, depth := range s.Depths {
		if depth <= MaxOperations {
			a.byDepth[depth] = append(a.byDepth[depth], person)
		}
	}
	return a
}

// AnswerQuery implements training.Asker: the question's own first, if its steps are few enough, then questions about
// other people, each number of operations equally likely. A tenth of these are about given quantities.
func (a *asker) AnswerQuery(g *training.Graph, rng *rand.Rand, j, hops int) training.Query {
	most := min((hops-1)/3, MaxOperations)
	if steps := len(a.q.chain(a.q.Root)); j == 0 && steps-1 <= most {
		return a.ask(a.q.Root)
	}
	for most > 0 && len(a.byDepth[most]) == 0 {
		most--
	}
	depth := 0
	if most > 0 && rng.IntN(10) > 0 {
		depth = 1 + rng.IntN(most)
	}
	people := a.byDepth[depth]
	return a.ask(people[rng.IntN(len(people))])
}

// ask asks about a person. The target is the number that the way back leads to.
func (a *asker) ask(root int) training.Query {
	chain := a.q.chain(root)
	q := training.Query{Root: root, Target: chain[len(chain)-1], Text: []string{a.q.Names[root], "?"},
		Answer: []string{a.q.Names[root], strconv.Itoa(a.solved[root]), "."}}
	for _, person := range chain[1:] {
		q.Thoughts = append(q.Thoughts, []string{a.q.Names[person]})
	}
	for i := len(chain) - 1; i >= 0; i-- {
		if name := a.q.Names[chain[i]]; i < len(chain)-1 { // who needs the value before
			q.Thoughts = append(q.Thoughts, []string{name})
		}
		q.Thoughts = append(q.Thoughts, []string{strconv.Itoa(a.solved[chain[i]])})
	}
	return q
}

// Rehearse implements training.Rehearser: first everybody is looked up, and then the operations of the facts are
// applied to values of all kinds, as a thought does that follows a value and holds who needs it.
func (a *asker) Rehearse(g *training.Graph, rng *rand.Rand, j int) (of, finds []string) {
	if j < len(a.q.Facts) {
		f := a.q.Facts[j]
		return []string{a.q.Names[f.Subject]}, []string{g.Symbols[g.Next[f.Subject][0]]}
	}
	for range 2 * len(a.q.Facts) {
		f := a.q.Facts[rng.IntN(len(a.q.Facts))]
		value := rng.IntN(MaxValue + 1)
		result := f.Operation.Apply(value, f.N)
		if f.Operation != Given && inRange(result) && !heldOut(value, f.Operation, f.N) {
			return []string{strconv.Itoa(value), a.q.Names[f.Subject]}, []string{strconv.Itoa(result)}
		}
	}
	return nil, nil
}

// Steps implements training.Asker.
func (a *asker) Steps(_ *training.Graph, _ *rand.Rand, q training.Query) [][]string {
	return a.q.steps(q.Root, a.solved)
}
