package prosqa

import (
	"slices"
	"testing"

	"github.com/coconut-page/coconut/tasks/graph"
)

// TestPatched checks patches against a search from the word itself: the predicted candidate is as far from it as the
// answer would be, and another word does not lead to the answer.
func TestPatched(t *testing.T) {
	g, found := NewGenerator(8), 0
	for seed := range uint64(200) {
		q, err := Parse(g.Next().Question)
		if err != nil {
			t.Fatal(err)
		}
		target, answer := q.Solve()
		ways := graph.Index(&q.Graph)
		far := ways.Distances(q.Root)[target]
		for k := range far + 2 {
			for _, same := range []bool{true, false} {
				p, ok := q.Patched(k, same, seed)
				if k >= far && ok {
					t.Fatalf("a patch of thought %d, and the answer is %d facts away", k, far)
				}
				if !ok {
					continue
				}
				found++
				node := slices.Index(q.Graph.Symbols, p.Word)
				d := ways.Distances(node)
				to := q.Candidates[1-answer]
				if same {
					to = target
				}
				j, err := q.Judge(p.Answer)
				if err != nil {
					t.Fatal(err)
				}
				if k > 0 && p.Thought != k || d[to] != far-p.Thought || !same && d[target] >= 0 || (j.Verdict == "right") != same ||
					slices.Contains(p.Named, p.Word) != same || len(p.Named) == 0 {
					t.Fatalf("thought %d, the same %t: %+v", k, same, p)
				}
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d patches", found)
	}
}
