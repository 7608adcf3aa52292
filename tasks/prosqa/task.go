package prosqa

import (
	"fmt"
	"io"
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Task is ProsQA as a tasks.Task, tasks.Filer and training.Task.
type Task struct{}

// Name implements tasks.Task.
func (Task) Name() string { return "prosqa" }

// Title implements tasks.Task.
func (Task) Title() string { return "ProsQA" }

// Hint implements tasks.Task.
func (Task) Hint() string {
	return "Facts such as “Every lempus is a rorpus.” and “Tom is a lempus.”, then “Is Tom a rorpus or yimpus?” – or in " +
		"your own words."
}

// Meant implements tasks.Task: any text counts as ProsQA.
func (Task) Meant(string) bool { return true }

// Check implements tasks.Task.
func (Task) Check(text string) (tasks.Question, []*tasks.SyntaxError) {
	q, problems := Check(text)
	if q == nil {
		return nil, problems
	}
	return q, problems
}

// kinds are what Generator can make. official is drawn like the official files; small, short and large likewise, with
// fewer or more nodes.
var kinds = []struct {
	tasks.Kind
	draw func(*Generator) []tasks.Item
}{
	{tasks.Kind{Name: "official", Label: "Full size", About: "like the official files"},
		func(g *Generator) []tasks.Item { return one(g.Next()) }},
	{tasks.Kind{Name: "hard", Label: "No shortcuts", About: "no shortcuts"},
		func(g *Generator) []tasks.Item { return one(g.Hard().Item()) }},
	{tasks.Kind{Name: "short", Label: "Short", About: "6 to 10 nodes"},
		func(g *Generator) []tasks.Item { return one(g.NextSized(6, 10)) }},
	{tasks.Kind{Name: "small", About: "4 to 13 nodes"},
		func(g *Generator) []tasks.Item { return one(g.NextSized(MinNodes, 13)) }},
	{tasks.Kind{Name: "large", About: "30 to 40 nodes"},
		func(g *Generator) []tasks.Item { return one(g.NextSized(30, MaxNodes)) }},
	{tasks.Kind{Name: "deep", About: "30 to 40 nodes, 7 to 10 facts to the answer", Beyond: true},
		func(g *Generator) []tasks.Item { return one(g.Deep().Item()) }},
	{tasks.Kind{Name: "counterfactual", About: "pairs with one fact edited"}, func(g *Generator) []tasks.Item {
		original, edited := g.Counterfactual()
		return append(one(original.Item()), one(edited.Item())...)
	}},
}

// kindWords is the kind of everydayGenerator.
const kindWords = "words"

func one(it Item) []tasks.Item { return []tasks.Item{it.item()} }

// Kinds implements tasks.Task.
func (Task) Kinds() []tasks.Kind {
	var all []tasks.Kind
	for _, k := range kinds {
		all = append(all, k.Kind)
	}
	return append(all, tasks.Kind{Name: kindWords, Label: "Everyday words",
		About: "a handful of questions in everyday words", Few: true})
}

// Generator implements tasks.Task.
func (t Task) Generator(kind string, seed uint64) (tasks.Generator, error) {
	for _, k := range kinds {
		if k.Name == kind {
			g := NewGenerator(seed)
			return func() []tasks.Item { return k.draw(g) }, nil
		}
	}
	if kind == kindWords {
		return everydayGenerator(seed), nil
	}
	return nil, fmt.Errorf("prosqa: unknown kind %q, want one of %s", kind, strings.Join(tasks.KindNames(t), ", "))
}

// InEnglish implements tasks.Phraser: the official form has "a" before every word.
func (Task) InEnglish(it tasks.Item) string {
	if q, err := Parse(it.Text); err == nil {
		return q.Text()
	}
	return it.Text
}

// Benchmarks implements tasks.Task.
func (Task) Benchmarks() []tasks.Benchmark {
	return []tasks.Benchmark{
		{File: "prosqa_valid.json", Label: "Official", Title: "official valid (300)"},
		{File: "fresh.json", Title: "fresh (2,000)"},
		{File: "hard.json", Label: "ProsQA-hard", Title: "ProsQA-hard (1,000)"},
		{File: "small.json", Title: "4–13 nodes (1,000)"},
		{File: "large.json", Title: "30–40 nodes (500)"},
		{File: "deep.json", Title: "7–10 facts (1,000)"},
		{File: "counterfactual.json", Label: "One fact edited"},
	}
}

// ReadItems implements tasks.Filer.
func (Task) ReadItems(r io.Reader) ([]tasks.Item, error) {
	read, err := ReadItems(r)
	if err != nil {
		return nil, err
	}
	items := make([]tasks.Item, len(read))
	for i := range read {
		items[i] = read[i].item()
	}
	return items, nil
}

// WriteItems implements tasks.Filer.
func (Task) WriteItems(w io.Writer, items []tasks.Item) error {
	return WriteItems(w, tasks.Records[Item](items))
}

// ItemKey implements tasks.Filer: models are not trained on any graph of an evaluation file, whatever the question.
func (Task) ItemKey(it tasks.Item) (string, error) {
	record := it.Record.(Item)
	facts := record.Graph()
	return facts.Key(), nil
}

// Describe implements tasks.Filer.
func (Task) Describe(items []tasks.Item) (tasks.Description, error) {
	s, err := Measure(tasks.Records[Item](items))
	return s, err
}

// item returns the item in the form that all tasks share. Nodes are numbered as in the file, whose edges are not in the
// order of the sentences.
func (it Item) item() tasks.Item {
	q := &Question{Graph: it.Graph(), Root: it.Root, Candidates: [2]int{it.Target, it.NegTarget}}
	return tasks.Item{Text: it.Question, Steps: it.Steps, Answer: it.Answer, Question: q, Record: it}
}

// Lines implements tasks.Description.
func (s Stats) Lines() []string {
	return []string{fmt.Sprintf("%d questions, %.1f nodes and %.1f edges on average", s.Items, s.Nodes.Mean, s.Edges.Mean)}
}

// Rules implements tasks.Description.
func (s Stats) Rules() []tasks.Rule {
	return []tasks.Rule{s.Undirected.rule("the candidate nearer to the name, either way"),
		s.FewerParents.rule("the candidate with fewer parents")}
}

func (h Heuristic) rule(name string) tasks.Rule {
	return tasks.Rule{Name: name, Right: h.Right, Tie: h.Tie, Wrong: h.Wrong}
}

var (
	_ tasks.Filer   = Task{}
	_ tasks.Editor  = (*Question)(nil)
	_ tasks.Guesser = (*Question)(nil)
)
