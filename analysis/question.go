package analysis

import (
	"errors"
	"fmt"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// ErrNoGraph is wrapped by errors about questions whose facts form no graph.
var ErrNoGraph = errors.New("analysis: the question's facts form no graph")

// Question is one question to analyse: an item whose facts form a graph, with the paths through it.
type Question struct {
	tasks.Item
	tasks.Facts
	// Target is the node of the right answer, Other that of the wrong one.
	Target, Other int
	grapher       tasks.Grapher
	ways          *graph.Adjacency
}

// Questions prepares items. Errors wrap ErrNoGraph or graph.ErrCycle, and name the item, counted from 0.
func Questions(items []tasks.Item) ([]Question, error) {
	all := make([]Question, len(items))
	for i, it := range items {
		q, err := newQuestion(it)
		if err != nil {
			return nil, fmt.Errorf("%w (question %d)", err, i)
		}
		all[i] = *q
	}
	return all, nil
}

func newQuestion(it tasks.Item) (*Question, error) {
	g, ok := it.Question.(tasks.Grapher)
	if !ok {
		return nil, ErrNoGraph
	}
	q := &Question{Item: it, Facts: g.Facts(), grapher: g}
	var err error
	if q.ways, err = graph.New(&q.Graph); err != nil {
		return nil, fmt.Errorf("analysis: %w", err)
	}
	target, answer := g.Solve()
	if target < 0 {
		return nil, fmt.Errorf("analysis: %w", tasks.ErrUndecidable)
	}
	q.Target, q.Other = target, q.Candidates[1-answer]
	return q, nil
}
