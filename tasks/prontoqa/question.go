package prontoqa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Question is a set of facts and a query about them; see Sample for the fields.
type Question struct {
	Symbols []string
	Edges   [][2]int
	Root    int
	Query   string
}

// Answer returns whether Query follows, and a shortest path from Root to the literal that decides it, both included:
// Query, or its negation if the answer is false. The error is tasks.ErrUndecidable where neither or both can be reached
// from Root.
func (q *Question) Answer() (bool, []int, error) {
	facts := q.graph()
	if err := facts.Check(); err != nil {
		return false, nil, err
	}
	if q.Root < 0 || q.Root >= len(q.Symbols) {
		return false, nil, fmt.Errorf("prontoqa: the question is about node %d, but there are %d nodes", q.Root,
			len(q.Symbols))
	}
	ways := graph.Index(facts)
	yes, no := ways.ShortestPath(q.Root, q.node(q.Query)), ways.ShortestPath(q.Root, q.node(Negate(q.Query)))
	name := q.Symbols[q.Root]
	switch {
	case yes != nil && no != nil:
		return false, nil, tasks.Undecided("%s is both %s and %s", name, q.Query, Negate(q.Query))
	case yes != nil:
		return true, yes, nil
	case no != nil:
		return false, no, nil
	}
	return false, nil, tasks.Undecided("nothing makes %s %s or %s", name, q.Query, Negate(q.Query))
}

// graph returns the facts, which may form a cycle.
func (q *Question) graph() *graph.Graph { return &graph.Graph{Symbols: q.Symbols, Edges: q.Edges} }

// node returns a symbol's node, -1 if no fact mentions it.
func (q *Question) node(symbol string) int { return slices.Index(q.Symbols, symbol) }

// Facts implements tasks.Grapher.
func (q *Question) Facts() tasks.Facts {
	return tasks.Facts{Graph: *q.graph(), Root: q.Root, Candidates: [2]int{q.node(q.Query), q.node(Negate(q.Query))},
		Query: q.Query}
}

// Offered implements tasks.Grapher.
func (q *Question) Offered() [2]string { return [2]string{answerText(true), answerText(false)} }

// Solve implements tasks.Grapher.
func (q *Question) Solve() (target, answer int) {
	truth, path, err := q.Answer()
	if err != nil {
		return -1, -1
	}
	if truth {
		return path[len(path)-1], 0
	}
	return path[len(path)-1], 1
}

// Say implements tasks.Question.
func (q *Question) Say(words []string) string { return strings.Join(words, " ") }

// With implements tasks.Editor.
func (q *Question) With(f tasks.Facts) tasks.Editor {
	return &Question{Symbols: f.Graph.Symbols, Edges: f.Graph.Edges, Root: f.Root, Query: f.Query}
}

// Concludes implements tasks.Grapher: for "False" it is the opposite of the query.
func (q *Question) Concludes(answer string) string {
	switch answer {
	case answerText(true):
		return q.Query
	case answerText(false):
		return Negate(q.Query)
	}
	return ""
}

// Sentence implements tasks.Grapher.
func (q *Question) Sentence(from, to string) string { return Sentence(from, to) }

// Ends implements tasks.Editor: kinds, the question's properties, and their opposites.
func (q *Question) Ends(from int) []string {
	var ends []string
	for node, word := range q.Symbols {
		if node == from || IsName(word) {
			continue
		}
		ends = append(ends, word)
		if opposite := Negate(word); IsLiteral(word) && q.node(opposite) < 0 {
			ends = append(ends, opposite)
		}
	}
	return ends
}

// Flips implements tasks.Editor: the fact that decides, turned into its opposite.
func (q *Question) Flips() []tasks.Edit {
	_, path, err := q.Answer()
	if err != nil || len(path) < 2 {
		return nil
	}
	facts, target := q.graph(), path[len(path)-1]
	ways := graph.Index(facts)
	for i, e := range q.Edges {
		if e[1] == target && slices.Contains(ways.OnShortestPath(q.Root, target, len(path)-2), e[0]) {
			return []tasks.Edit{{Edge: i, Child: Negate(q.Symbols[target])}}
		}
	}
	return nil
}

// Unused implements tasks.Editor.
func (q *Question) Unused() string { return tasks.FirstUnused(Concepts, q.Symbols) }

// Askable implements tasks.Editor: a property.
func (q *Question) Askable(word string) (opposite string, ok bool) {
	return Negate(word), IsLiteral(word)
}
