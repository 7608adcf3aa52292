package page

import (
	"strconv"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
)

// StudyState is a study of whether answers hang on the thoughts: many questions, each as it is and with its thoughts
// changed in every way.
type StudyState struct {
	Run  engine.Batch
	Rows []StudyRow // one for each condition, the unchanged run first; nil before the first study

	plain string // the unchanged answer to the question under way
}

// StudyRow is what became of a condition.
type StudyRow struct {
	Condition string // "" for the unchanged run
	N         int    // questions that there is such a change of
	Right     int
	Changed   int // answers that are others than without the change
	Followed  int // answers that are those of the question whose thoughts were fed
}

// studied is how many questions a study asks.
const studied = 100

// studyConditions begin with the control and end with what should turn the answer around.
var studyConditions = []string{
	engine.Matched, "shuffle", "noise", "swap", "mean", "remove", "zero", "repeat", engine.Unmatched,
}

// sumsConditions are those for word problems, of which no fact is edited.
var sumsConditions = []string{
	engine.PatchMatched, "shuffle", "noise", "swap", "mean", "remove", "zero", "repeat", engine.Patch,
}

// StartStudy studies generated questions of the kind that was answered.
func (s *State) StartStudy() {
	if s.Busy() || s.Answered == nil {
		return
	}
	s.start(StudyJob)
}

// runStudy changes all thoughts, or only the one that is chosen. The thoughts of word problems differ in what they
// hold, so none of them can be chosen for all.
func (s *State) runStudy() {
	task := s.Answered.Task.Name()
	b := engine.Batch{Kind: engine.Kind(task), Seed: s.Seed, Count: studied, Thoughts: -1}
	if task != s.Info.Task {
		b.Model = s.modelFor(task)
	}
	rows, conditions, sums := []StudyRow{{}}, studyConditions, s.Answered.Sums != nil
	if sums {
		conditions = sumsConditions
	}
	for _, name := range conditions {
		if k := s.WhatIf.Thought; !sums && k > 0 && s.WhatIf.PerThought() {
			name += ":" + strconv.Itoa(k)
		}
		b.Conditions = append(b.Conditions, name)
		rows = append(rows, StudyRow{Condition: name})
	}
	s.Study = StudyState{Run: b, Rows: rows}
	s.Status = Say("Asking {n question}, each in {m way}.", studied, len(rows))
	s.Engine.Batch(b)
}

// count adds results, which come question by question, the unchanged answer first.
func (s *StudyState) count(items []engine.BatchItem) {
	for _, it := range items {
		if it.Condition == "" {
			s.plain = it.Answer
		}
		for i := range s.Rows {
			if row := &s.Rows[i]; row.Condition == it.Condition {
				row.add(it, s.plain)
			}
		}
	}
}

func (r *StudyRow) add(it engine.BatchItem, plain string) {
	r.N++
	if it.Verdict == tasks.Right {
		r.Right++
	}
	if it.Answer != plain {
		r.Changed++
	}
	if it.Predicted != "" && it.Answer == it.Predicted {
		r.Followed++
	}
}

// Sums reports whether the study is of word problems.
func (s *StudyState) Sums() bool {
	return len(s.Rows) > 0 && s.Rows[len(s.Rows)-1].Condition == engine.Patch
}

// Summary compares the control with the edited fact or the other number, "" while there is nothing to compare.
func (s *StudyState) Summary() string {
	if len(s.Rows) == 0 {
		return ""
	}
	control, edited := s.Rows[1], s.Rows[len(s.Rows)-1]
	if control.N == 0 || edited.N == 0 {
		return ""
	}
	if s.Sums() {
		return Say("With the right number put into a thought, the answer was right in {n} of {m}.", control.Followed,
			control.N) + " " + Say("With another number it was the one that follows in {n} of {m}.", edited.Followed, edited.N)
	}
	return Say("Fed the thoughts of the same facts in another order, the answer stayed in {n} of {m}.", control.Followed,
		control.N) + " " + Say("Fed those of facts with one edited, it followed the edit in {n} of {m}.", edited.Followed,
		edited.N)
}

// Break shows the experiments, with a thought chosen: what it names is exchanged for another word at once, or, where
// there is no such word, zeros take its place.
func (s *State) Break(thought int) {
	s.WhatIf.Kind, s.WhatIf.Thought, s.place = WhatIfWord, thought, "break"
	if _, ok := s.otherWord(s.WhatIf.runs + 1); !ok {
		s.WhatIf.Kind = WhatIfZero
	}
	s.StartWhatIf()
}

// BreakFact shows the experiments, with the fact chosen that leads to a word; the number of a word problem is exchanged
// at once.
func (s *State) BreakFact(word string) {
	switch {
	case s.Answered == nil:
		return
	case s.Answered.Sums != nil:
		s.breakNumber(word)
		return
	case !s.Answered.Editable():
		return
	}
	f := s.ChosenEdit()
	q := s.Answered.Question
	for i, e := range q.Graph.Edges {
		if q.Graph.Symbols[e[1]] == word {
			s.WhatIf.Kind, s.place = WhatIfEdge, "break"
			if i != f.Edge {
				s.WhatIf.Edge, s.WhatIf.Child = i, ""
			}
			return
		}
	}
}

// breakNumber exchanges the number of a quantity in the thought that computes it, unless it is the answer.
func (s *State) breakNumber(name string) {
	for i, due := range s.Answered.Sums.Due {
		if k := i + 1; due.Value && s.Words()[due.Quantity] == name && s.Breakable(k) == k && k <= s.Result.Thoughts {
			s.Break(k)
		}
	}
}

// TakePlace is, once, the id of the element to scroll to, "" if to none.
func (s *State) TakePlace() string {
	place := s.place
	s.place = ""
	return place
}
