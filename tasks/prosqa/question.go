package prosqa

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Question is a graph and a question about it. It is a tasks.Editor and a tasks.Guesser.
type Question struct {
	Graph graph.Graph
	// Root is the node that the question is about; Candidates are the two answers offered, in the question's order.
	Root       int
	Candidates [2]int
}

// Facts implements tasks.Grapher.
func (q *Question) Facts() tasks.Facts {
	return tasks.Facts{Graph: q.Graph, Root: q.Root, Candidates: q.Candidates}
}

// Offered implements tasks.Grapher.
func (q *Question) Offered() [2]string {
	return [2]string{q.Graph.Symbols[q.Candidates[0]], q.Graph.Symbols[q.Candidates[1]]}
}

// Solve implements tasks.Grapher.
func (q *Question) Solve() (target, answer int) {
	ways, err := graph.New(&q.Graph)
	if err != nil {
		return -1, -1
	}
	if target, err = q.Answer(ways); err != nil {
		return -1, -1
	}
	return target, slices.Index(q.Candidates[:], target)
}

// Say implements tasks.Question.
func (q *Question) Say(words []string) string { return Verbalize(words) }

// With implements tasks.Editor.
func (q *Question) With(f tasks.Facts) tasks.Editor {
	return &Question{Graph: f.Graph, Root: f.Root, Candidates: f.Candidates}
}

// Concludes implements tasks.Grapher.
func (q *Question) Concludes(answer string) string {
	words := strings.Fields(strings.TrimSuffix(answer, "."))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// Sentence implements tasks.Grapher.
func (q *Question) Sentence(from, to string) string { return Sentence(from, to) }

// Ends implements tasks.Editor: kinds.
func (q *Question) Ends(from int) []string {
	var ends []string
	for node, word := range q.Graph.Symbols {
		if node != from && !IsName(word) {
			ends = append(ends, word)
		}
	}
	return ends
}

// Flips implements tasks.Editor.
func (q *Question) Flips() []tasks.Edit {
	found, err := q.flips()
	if err != nil { // the facts do not decide the question
		return nil
	}
	edits := make([]tasks.Edit, len(found))
	for i, f := range found {
		edits[i] = tasks.Edit{Edge: f.Edge, Child: q.Graph.Symbols[f.Child]}
	}
	return edits
}

// Unused implements tasks.Editor.
func (q *Question) Unused() string { return tasks.FirstUnused(Concepts, q.Graph.Symbols) }

// Askable implements tasks.Editor: a question offers two kinds instead.
func (q *Question) Askable(string) (string, bool) { return "", false }
