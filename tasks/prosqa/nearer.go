package prosqa

import (
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Nearer answers a question by a rule without reasoning: the candidate that is nearer to the name if facts may be
// followed either way. ok is false if both are equally near. It is right for 87 % of the official questions.
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

// flips lists the edits of one fact that reverse the answer; see Generator.Counterfactual. It fails if the facts do not
// decide the question.
func (q *Question) flips() ([]graph.Flip, error) {
	ways, err := graph.New(&q.Graph)
	if err != nil {
		return nil, err
	}
	target, err := q.Answer(ways)
	if err != nil {
		return nil, err
	}
	s := Sample{Symbols: q.Graph.Symbols, Edges: q.Graph.Edges, Roots: [2]int{q.Root, q.Root}, Target: target,
		NegTarget: q.Candidates[0]}
	if target == q.Candidates[0] {
		s.NegTarget = q.Candidates[1]
	}
	return s.flips(), nil
}

// Guess implements tasks.Guesser by Nearer.
func (q *Question) Guess() (answer, verdict string, ok bool) {
	ways, err := graph.New(&q.Graph)
	if err != nil {
		return "", "", false
	}
	node, ok := q.Nearer(ways)
	if !ok {
		return "", "", false
	}
	verdict = tasks.Wrong
	switch target, err := q.Answer(ways); {
	case err != nil:
		verdict = tasks.Undecidable
	case target == node:
		verdict = tasks.Right
	}
	return AnswerText(q.Graph.Symbols[q.Root], q.Graph.Symbols[node]), verdict, true
}
