package prosqa

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Patched implements tasks.Patcher. Thought k names the nodes k facts from the root. The same word is one of those on a
// shortest way to the answer; another one is a node from which the other candidate is as far as the answer was, and the
// answer cannot be reached. Only thoughts before the one that names the answer can be patched: the model's answer takes
// the last fact itself, and does not need that thought.
func (q *Question) Patched(k int, same bool, seed uint64) (p tasks.Patch, ok bool) {
	target, answer := q.Solve()
	if target < 0 {
		return p, false
	}
	rng := rand.New(rand.NewPCG(seed, 0x70617463))
	ways := graph.Index(&q.Graph)
	far := ways.Distances(q.Root)[target]
	if k == 0 && far > 1 {
		k = 1 + rng.IntN(far-1)
	}
	if k < 1 || k >= far {
		return p, false
	}
	nodes, to := ways.OnShortestPath(q.Root, target, k), target
	if !same {
		to = q.Candidates[1-answer]
		nodes = nil
		for node := range q.Graph.Symbols {
			if d := ways.Distances(node); d[to] == far-k && d[target] < 0 {
				nodes = append(nodes, node)
			}
		}
	}
	if len(nodes) == 0 {
		return p, false
	}
	word := q.Graph.Symbols[nodes[rng.IntN(len(nodes))]]
	var named []string
	for _, node := range ways.Frontier(q.Root, k) {
		named = append(named, q.Graph.Symbols[node])
	}
	return tasks.Patch{Thought: k, Named: named, Word: word,
		Answer: q.Say([]string{q.Graph.Symbols[q.Root], q.Graph.Symbols[to], "."})}, true
}
