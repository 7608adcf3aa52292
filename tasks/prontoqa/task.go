package prontoqa

import (
	"fmt"
	"io"

	"github.com/coconut-page/coconut/tasks"
)

// Task is ProntoQA as a tasks.Task, tasks.Filer and training.Task.
type Task struct{}

// Name implements tasks.Task.
func (Task) Name() string { return "prontoqa" }

// Title implements tasks.Task.
func (Task) Title() string { return "ProntoQA" }

// Hint implements tasks.Task.
func (Task) Hint() string {
	return "Facts such as “Every lempus is a rorpus.”, “Rorpuses are happy.” and “Tom is a lempus.”, then “True or " +
		"false: Tom is happy.”"
}

// Meant implements tasks.Task.
func (Task) Meant(text string) bool { return LooksLike(text) }

// Check implements tasks.Task.
func (Task) Check(text string) (tasks.Question, []*tasks.SyntaxError) {
	q, problems := Check(text)
	if q == nil {
		return nil, problems
	}
	return q, problems
}

// kindOfficial is the only kind: all official questions have one graph.
const kindOfficial = "official"

// Kinds implements tasks.Task.
func (Task) Kinds() []tasks.Kind {
	return []tasks.Kind{{Name: kindOfficial, Label: "True or false", About: "like the official files"}}
}

// Generator implements tasks.Task.
func (Task) Generator(kind string, seed uint64) (tasks.Generator, error) {
	if kind != kindOfficial {
		return nil, fmt.Errorf("prontoqa: unknown kind %q, want %s", kind, kindOfficial)
	}
	g := NewGenerator(seed)
	return func() []tasks.Item {
		s := g.Sample()
		it := s.Item()
		return []tasks.Item{{Text: it.Question, Steps: it.Steps, Answer: it.Answer, Question: s.Question(), Record: it}}
	}, nil
}

// Benchmarks implements tasks.Task.
func (Task) Benchmarks() []tasks.Benchmark {
	return []tasks.Benchmark{
		{File: "prontoqa_valid.json", Label: "Official", Title: "official valid (200)"},
		{File: "prontoqa_fresh.json", Label: "Fresh questions", Title: "fresh (2,000)"},
	}
}

// ReadItems implements tasks.Filer.
func (Task) ReadItems(r io.Reader) ([]tasks.Item, error) {
	read, err := ReadItems(r)
	if err != nil {
		return nil, err
	}
	items := make([]tasks.Item, len(read))
	for i, it := range read {
		q, err := Parse(it.Question)
		if err != nil {
			return nil, fmt.Errorf("%w: item %d: question: %w", ErrItem, i, err)
		}
		items[i] = tasks.Item{Text: it.Question, Steps: it.Steps, Answer: it.Answer, Question: q, Record: it}
	}
	return items, nil
}

// WriteItems implements tasks.Filer.
func (Task) WriteItems(w io.Writer, items []tasks.Item) error {
	return WriteItems(w, tasks.Records[Item](items))
}

// ItemKey implements tasks.Filer: all official questions share one graph, so models are not trained on the same facts
// instead.
func (Task) ItemKey(it tasks.Item) (string, error) { return ItemFactsKey(it.Record.(Item)) }

// Describe implements tasks.Filer.
func (Task) Describe(items []tasks.Item) (tasks.Description, error) {
	s, err := Measure(tasks.Records[Item](items))
	return s, err
}

var (
	_ tasks.Filer  = Task{}
	_ tasks.Editor = (*Question)(nil)
)
