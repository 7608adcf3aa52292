package train

import (
	"math/rand/v2"
	"slices"

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
	if r.deep() {
		l.Hops, l.Chain = l.DeepHops, l.DeepChain
	}
	if r.Method == runtime.MethodSearch {
		l.Chain = l.Search
	}
	return l
}

// canDeep reports whether the recipe's task has graphs deeper than its own.
func (r *Recipe) canDeep() bool {
	task, err := taskOf(r.Task)
	return err == nil && task.Layout().DeepHops > 0
}

// deep reports whether a stage has graphs deeper than the task's own.
func (r *Recipe) deep() bool {
	return slices.ContainsFunc(r.Stages, func(s Stage) bool { return s.DeepShare > 0 })
}

// steps are the language steps of a chain.
func (r *Recipe) steps(g *training.Graph, rng *rand.Rand, q training.Query) [][]string {
	if r.Method == runtime.MethodSearch {
		return g.Asker.(training.Searcher).Search(g, q) // searchable has checked that
	}
	return g.Steps(g, rng, q)
}
