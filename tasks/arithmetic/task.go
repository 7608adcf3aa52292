package arithmetic

import (
	"fmt"
	"io"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/training"
)

// Task is word problems as a tasks.Task, tasks.Filer and training.Task.
type Task struct{}

// Name implements tasks.Task.
func (Task) Name() string { return "arithmetic" }

// Title implements tasks.Task.
func (Task) Title() string { return "Arithmetic" }

// Hint implements tasks.Task.
func (Task) Hint() string {
	return "Facts such as “Ann has 4 apples.”, “Ben has 3 more apples than Ann.” and “Cleo has twice as many apples as " +
		"Ben.”, then “How many apples does Cleo have?”"
}

// Meant implements tasks.Task.
func (Task) Meant(text string) bool {
	return strings.Contains(text, "ow many ") || strings.Contains(text, " as many ")
}

// Check implements tasks.Task.
func (Task) Check(text string) (tasks.Question, []*tasks.SyntaxError) {
	q, problems := Check(text)
	if q == nil {
		return nil, problems
	}
	return q, problems
}

// kinds are what Generator can make.
var kinds = []struct {
	tasks.Kind
	style Style
	// wordings says that each question is in one of the other wordings.
	wordings bool
}{
	{tasks.Kind{Name: "official", Label: "Word problems", About: "1 to 6 operations, 6 to 12 quantities"},
		Style{Operations: -1}, false},
	{tasks.Kind{Name: "short", About: "2 to 5 quantities"},
		Style{Operations: -1, Least: MinQuantities, Most: 5}, false},
	{tasks.Kind{Name: "numbers", About: "with an equation that no model is trained on"},
		Style{Operations: -1, HeldOut: true}, false},
	{tasks.Kind{Name: "names", About: "with names that no model is trained on"},
		Style{Operations: -1, Names: otherNames}, false},
	{tasks.Kind{Name: "wordings", About: "in other words, with numbers in letters"},
		Style{Operations: -1}, true},
}

// Kinds implements tasks.Task.
func (Task) Kinds() []tasks.Kind {
	var all []tasks.Kind
	for _, k := range kinds {
		all = append(all, k.Kind)
	}
	return append(all, tasks.Kind{Name: kindEveryday, Label: "Everyday numbers", About: "a handful of short ones",
		Few: true})
}

// Generator implements tasks.Task.
func (t Task) Generator(kind string, seed uint64) (tasks.Generator, error) {
	for _, k := range kinds {
		if k.Name != kind {
			continue
		}
		g := NewGenerator(seed)
		return func() []tasks.Item {
			q, as := g.Sample(k.style), plain
			if k.wordings {
				as = others[g.rng.IntN(len(others))]
			}
			return []tasks.Item{newItem(q, as).item(q)}
		}, nil
	}
	if kind == kindEveryday {
		return everydayGenerator(seed), nil
	}
	return nil, fmt.Errorf("arithmetic: unknown kind %q, want one of %s", kind, strings.Join(tasks.KindNames(t), ", "))
}

// Benchmarks implements tasks.Task.
func (Task) Benchmarks() []tasks.Benchmark {
	return []tasks.Benchmark{
		{File: "arithmetic_fresh.json", Label: "Word problems", Title: "fresh (2,000)"},
		{File: "arithmetic_numbers.json", Label: "New equations", Title: "equations never trained on (1,000)"},
		{File: "arithmetic_names.json", Title: "new names (500)"},
		{File: "arithmetic_wordings.json", Title: "other wordings (500)"},
	}
}

// ReadItems implements tasks.Filer.
func (Task) ReadItems(r io.Reader) ([]tasks.Item, error) { return readItems(r) }

// WriteItems implements tasks.Filer.
func (Task) WriteItems(w io.Writer, items []tasks.Item) error {
	return writeItems(w, tasks.Records[Item](items))
}

// ItemKey implements tasks.Filer: models are not trained on the facts of an evaluation file, whatever the question, the
// order and the wording.
func (Task) ItemKey(it tasks.Item) (string, error) { return it.Question.(*Question).key(), nil }

// Describe implements tasks.Filer.
func (Task) Describe(items []tasks.Item) (tasks.Description, error) { return Measure(items) }

var (
	_ tasks.Filer        = Task{}
	_ training.Task      = Task{}
	_ training.Rehearser = (*asker)(nil)
	_ tasks.Checker      = (*Question)(nil)
	_ tasks.Measured     = (*Question)(nil)
	_ tasks.Reckoner     = (*Question)(nil)
)
