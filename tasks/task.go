package tasks

import "io"

// Task reads questions, generates them, and knows their answers.
type Task interface {
	// Name identifies the task in models, recipes and flags: "prosqa". Title is for people: "ProsQA".
	Name() string
	Title() string
	// Hint shows by examples what a question looks like.
	Hint() string
	// Meant reports whether a text that cannot be read was meant as a question of this task rather than of another.
	Meant(text string) bool
	// Check reads a question. If it cannot, it returns the problems of the text, in its order, for at most 20 sentences.
	Check(text string) (Question, []*SyntaxError)
	// Kinds returns the sets of questions that can be generated, the task's own first.
	Kinds() []Kind
	// Generator generates questions of a kind; the same seed gives the same ones. The error names the available kinds.
	Generator(kind string, seed uint64) (Generator, error)
	// Benchmarks returns the data files that accuracy is reported on.
	Benchmarks() []Benchmark
}

// Kind is a set of questions that a task can generate.
type Kind struct {
	// Name is its name in a flag or a link; Label is for a button; "" for kinds that are only for files.
	Name, Label string
	// About says briefly what is special about it.
	About string
	// Few says that there are only a few different questions of the kind, too few to measure anything.
	Few bool
	// Beyond says that most questions of the kind take more thoughts than the task's default model has. They are generated
	// where the kind is named, and nowhere else.
	Beyond bool
}

// Generator generates questions: one per call, or several that belong together, such as a question and its
// counterfactual.
type Generator func() []Item

// Benchmark is a data file that accuracy is reported on.
type Benchmark struct {
	// File is the file's name, Label a short one for a column, Title one with the number of questions.
	File, Label, Title string
}

// Parse reads a question. The error is a *SyntaxError.
func Parse(t Task, text string) (Question, error) {
	q, problems := t.Check(text)
	if len(problems) > 0 {
		return nil, problems[0]
	}
	return q, nil
}

// Filer is a Task with a file format of its own.
type Filer interface {
	Task
	Reader
	// WriteItems writes items from ReadItems or a Generator of this task.
	WriteItems(w io.Writer, items []Item) error
	// Describe measures a set of items.
	Describe(items []Item) (Description, error)
}

// Item is a question with its answer.
type Item struct {
	// Text is the question in English, Steps a chain of reasoning to its answer, sentence by sentence.
	Text   string
	Steps  []string
	Answer string
	// Question is the item as read. It keeps the file's numbering of nodes, if there is one. It is nil for an item of a
	// Reader that is no Task.
	Question Question
	// Record is the item in the task's own file format.
	Record any
}

// Description is the result of Filer.Describe. Its JSON form is the task's own.
type Description interface {
	// Lines returns the main figures for people.
	Lines() []string
	// Rules rate rules that do no reasoning.
	Rules() []Rule
}

// Rule is how often a rule that does no reasoning points to the right answer, to none, or to a wrong one, as shares
// from 0 to 1.
type Rule struct {
	Name              string
	Right, Tie, Wrong float64
}

// WithCoin returns the rule's accuracy when a coin decides ties.
func (r Rule) WithCoin() float64 { return r.Right + r.Tie/2 }

// Phraser is a Task whose data files are in less correct English than its questions.
type Phraser interface {
	// InEnglish returns an item's text as people write it.
	InEnglish(it Item) string
}

// InEnglish returns an item's text as people write it.
func InEnglish(t Task, it Item) string {
	if p, ok := t.(Phraser); ok {
		return p.InEnglish(it)
	}
	return it.Text
}

// Records returns the items in their task's file format. It panics for items of another task.
func Records[T any](items []Item) []T {
	records := make([]T, len(items))
	for i, it := range items {
		records[i] = it.Record.(T)
	}
	return records
}

// KindNames returns the names of the kinds that a task can generate.
func KindNames(t Task) []string {
	var names []string
	for _, k := range t.Kinds() {
		names = append(names, k.Name)
	}
	return names
}
