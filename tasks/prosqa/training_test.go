package prosqa

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/tasks/training"
)

// TestSearch follows written searches: every step is a fact of the graph, from the root or a node that was found
// before, to one that was not; no node is read before all that were found earlier; and the last step finds the target.
func TestSearch(t *testing.T) {
	drawer, rng := Task{}.Drawer(5), rand.New(rand.NewPCG(1, 2))
	longest := 0
	for range 300 {
		g := drawer.Draw(0, 0)
		q := g.AnswerQuery(g, rng, 2, training.MaxChainHops)
		steps := g.Asker.(training.Searcher).Search(g, q)
		order, at := []string{g.Symbols[q.Root]}, 0
		for _, step := range steps {
			for order[at] != step[0] {
				if at++; at == len(order) {
					t.Fatalf("%v reads %s too late or too early", steps, step[0])
				}
			}
			from, to := slices.Index(g.Symbols, step[0]), slices.Index(g.Symbols, step[1])
			if !slices.Contains(g.Edges, [2]int{from, to}) || slices.Contains(order, step[1]) || step[2] != "." {
				t.Fatalf("step %v of %v", step, steps)
			}
			order = append(order, step[1])
		}
		if n := len(order); n < 2 || order[n-1] != g.Symbols[q.Target] {
			t.Fatalf("%v does not end at %s", steps, g.Symbols[q.Target])
		}
		longest = max(longest, 5+3*len(steps))
	}
	if most := (Task{}).Layout().Search; longest > most || longest < most/2 {
		t.Errorf("the longest input has %d tokens, the layout says %d", longest, most)
	}
}
