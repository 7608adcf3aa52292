package prosqa

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Answer returns the candidate that the facts lead to. The error is tasks.ErrUndecidable if they lead to neither or
// both.
func (q *Question) Answer(ways *graph.Adjacency) (int, error) {
	word := q.Graph.Symbols
	for _, node := range []int{q.Root, q.Candidates[0], q.Candidates[1]} {
		if node < 0 || node >= len(word) {
			return 0, fmt.Errorf("prosqa: the question is about node %d, but there are %d nodes", node, len(word))
		}
	}
	dist := ways.Distances(q.Root)
	first, second := q.Candidates[0], q.Candidates[1]
	one := func(node int) string { return english.WithArticle(word[node]) }
	switch a, b := dist[first] >= 0, dist[second] >= 0; {
	case a && b:
		return 0, tasks.Undecided("%s is both %s and %s", word[q.Root], one(first), one(second))
	case a:
		return first, nil
	case b:
		return second, nil
	}
	return 0, tasks.Undecided("nothing makes %s %s or %s", word[q.Root], one(first), one(second))
}
