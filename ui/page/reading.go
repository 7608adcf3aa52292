package page

import (
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/registry"
)

// Reading is what the text in the question box says, as far as it can be read: the graph of its facts, and what follows
// from them. A word problem has a graph, too: that of its quantities. A question of a task with neither is shown as
// text alone.
type Reading struct {
	Text string
	// Task is the task of the question, or the one that was probably meant if it cannot be read.
	Task tasks.Task
	// Problems are the sentences that cannot be read, and what is missing.
	Problems []*tasks.SyntaxError
	// Question is nil if there are Problems, or no graph.
	Question *tasks.Facts
	// Offered are the answers in the model's words, in the order in which it is asked for them. Right is the one that
	// follows from the facts, "" if neither or both do.
	Offered [2]string
	Right   string
	// Dist is the number of facts from the name asked about to each node, -1 for a node that cannot be reached.
	Dist []int
	// Target is the candidate that follows, -1 if neither or both do; OnPath marks the nodes on a shortest path to it.
	Target int
	OnPath []bool

	// Sums is how the answer to a word problem is computed, nil for other questions. Offered, Right and Target are empty
	// then.
	Sums *tasks.Reckoning

	grapher tasks.Grapher // nil without a Question, and for a word problem
	editor  tasks.Editor  // nil if the question cannot be edited
	patcher tasks.Patcher // nil if it is not known what follows from another word in a thought
	repairs []string      // see Repairs
}

// Read reads a text.
func Read(text string) *Reading {
	r := &Reading{Text: text, Target: -1}
	var question tasks.Question
	r.Task, question, r.Problems = registry.Read(text)
	r.patcher, _ = question.(tasks.Patcher)
	if reckoner, ok := question.(tasks.Reckoner); ok {
		r.reckon(reckoner.Reckon())
		return r
	}
	grapher, ok := question.(tasks.Grapher)
	if !ok {
		return r
	}
	facts := grapher.Facts()
	ways, err := graph.New(&facts.Graph)
	if err != nil { // a task that accepts facts that form a circle
		r.Problems = []*tasks.SyntaxError{{Reason: "the facts go round in a circle"}}
		return r
	}
	r.grapher, r.Question, r.Offered = grapher, &facts, grapher.Offered()
	r.editor, _ = question.(tasks.Editor)
	target, answer := grapher.Solve()
	if target >= 0 {
		r.Right = r.Offered[answer]
	}
	r.solve(ways, target)
	return r
}

// Plain reports whether the text is a question without a graph.
func (r *Reading) Plain() bool { return r.Question == nil && len(r.Problems) == 0 }

// solve fills in what follows from the facts.
func (r *Reading) solve(ways *graph.Adjacency, target int) {
	r.Target = target
	r.Dist = ways.Distances(r.Question.Root)
	r.OnPath = make([]bool, len(r.Dist))
	if target < 0 {
		return
	}
	for k := range r.Dist[target] + 1 {
		for _, node := range ways.OnShortestPath(r.Question.Root, target, k) {
			r.OnPath[node] = true
		}
	}
}

// Guesser is the question if there is a rule of thumb for its kind, nil otherwise.
func (r *Reading) Guesser() tasks.Guesser {
	g, _ := r.grapher.(tasks.Guesser)
	return g
}

// Editable reports whether there is a question that can be edited.
func (r *Reading) Editable() bool { return r.editor != nil }

// TwoKinds reports whether the question offers two kinds to choose between.
func (r *Reading) TwoKinds() bool { return r.Question != nil && r.Question.Query == "" }

// Breakable reports whether something can be done to the thoughts before the answer to the question.
func (r *Reading) Breakable() bool { return r != nil && (r.editor != nil || r.patcher != nil) }

// words are the words that a step's values go by. There must be a question that can be read.
func (r *Reading) words() []string {
	if r.Sums != nil {
		return r.Sums.Words
	}
	return r.Question.Graph.Symbols
}

// Reading is the question in the box, read; the same text is read once.
func (s *State) Reading() *Reading {
	if s.reading == nil || s.reading.Text != s.Question {
		s.reading = Read(s.Question)
	}
	return s.reading
}

// Words are those of the drawing, in the order in which they first appear in the question: those that a step's values
// go by, and the names of a word problem. There must be a question that can be read.
func (s *State) Words() []string { return s.Reading().Question.Graph.Symbols }

// frontier is the set of words exactly k facts away from the name asked about, or what thought k of a word problem
// should name; empty for k = 0.
func (r *Reading) frontier(k int) map[string]bool {
	words := map[string]bool{}
	if r.Sums != nil {
		if k > 0 {
			due, _ := r.Due(k)
			words[due.Word] = true
		}
		return words
	}
	for node, d := range r.Dist {
		if d == k && k > 0 {
			words[r.Question.Graph.Symbols[node]] = true
		}
	}
	return words
}

// Frontier is the set of words exactly k facts away in the question that was answered, nil if none was: the question in
// the box may be another one.
func (s *State) Frontier(k int) map[string]bool {
	if s.Answered == nil || s.Answered.Question == nil {
		return nil
	}
	return s.Answered.frontier(k)
}
