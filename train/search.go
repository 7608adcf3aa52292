package train

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/training"
)

// searchable reports whether the chains of the recipe's task can be searches.
func (r *Recipe) searchable() bool {
	task, err := taskOf(r.Task)
	return err == nil && r.Text == nil && task.Layout().Search > 0
}

// layout is a task's, with room for what the method's chains are.
func (r *Recipe) layout(task training.Task) training.Layout {
	l := task.Layout()
	if r.Method == runtime.MethodSearch {
		l.Chain = l.Search
	}
	return l
}

// steps are the language steps of a chain.
func (r *Recipe) steps(g *training.Graph, rng *rand.Rand, q training.Query) [][]string {
	if r.Method == runtime.MethodSearch {
		return g.Asker.(training.Searcher).Search(g, q) // searchable has checked that
	}
	return g.Steps(g, rng, q)
}
