package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// WhatIfKind is an intervention.
type WhatIfKind string

// The interventions.
const (
	WhatIfAtOnce WhatIfKind = "at-once" // all thoughts taken away
	WhatIfRemove WhatIfKind = "remove"  // one thought left out
	WhatIfZero   WhatIfKind = "zero"
	WhatIfNoise  WhatIfKind = "noise"
	WhatIfSwap   WhatIfKind = "swap"
	WhatIfMean   WhatIfKind = "mean"    // the average thought of other questions
	WhatIfOrder  WhatIfKind = "shuffle" // its own thoughts in another order
	WhatIfRepeat WhatIfKind = "repeat"  // the first thought again and again
	WhatIfWord   WhatIfKind = "word"    // what a thought names is exchanged for another word
	WhatIfEdge   WhatIfKind = "edge"    // one fact edited
)

// WhatIfState is an experiment: what the visitor chose to change, and the outcome of the last one.
type WhatIfState struct {
	Kind    WhatIfKind
	Thought int     // counted from 1; 0 means all
	Amount  float64 // of noise, in times the thought
	Edge    int     // the fact to edit
	Child   string  // the word that it should end in

	Done    string // what was changed, in words
	Fact    string // the edited fact, of WhatIfEdge
	Follows string // the answer that follows from the other word, of WhatIfWord
	After   *reasoner.Result
	Asked   string           // the question that After answers
	Control *reasoner.Result // what the control says to it, once it was asked
	Problem string
	runs    uint64 // makes noise and the other question new each time
	facts   string // the question that Edge and Child were chosen for

	// beside says that the visitor wants the control each time, asking that it is being asked.
	beside, asking bool
}

// StartWhatIf asks the answered question again with something changed.
func (s *State) StartWhatIf() {
	if s.Busy() || s.Result == nil || !s.Answered.Breakable() {
		return
	}
	if s.WhatIf.Kind == WhatIfEdge && !s.Answered.Editable() {
		s.WhatIf.Kind = WhatIfWord // it was chosen for another question
	}
	s.WhatIf.After, s.WhatIf.Problem, s.WhatIf.Control, s.WhatIf.asking = nil, "", nil, false
	if s.Recording != "" {
		s.WhatIf.Problem = "This answer is a recording: ask its question here first."
		s.Status = s.WhatIf.Problem
		return
	}
	if _, ok := s.otherWord(s.WhatIf.runs + 1); s.WhatIf.Kind == WhatIfWord && !ok {
		s.WhatIf.Problem = "No other word of the question leads to the other answer from there."
		if s.Answered.Sums != nil {
			s.WhatIf.Problem = "Nothing is computed from what this thought holds. Choose another."
		}
		s.Status = s.WhatIf.Problem
		return
	}
	s.start(WhatIfJob)
}

// otherWord is a word to stand in place of what the chosen thought names, or some thought if all are chosen: another
// one in each run.
func (s *State) otherWord(run uint64) (p tasks.Patch, ok bool) {
	if !s.CanExchange() {
		return p, false
	}
	p, ok = s.Answered.patcher.Patched(s.WhatIfThought(), false, s.Seed+run)
	return p, ok && p.Thought <= s.Result.Thoughts
}

// Breakable is the thought to break when thought k is shown: the last one up to k in which another word makes a
// difference, k itself if there is none.
func (s *State) Breakable(k int) int {
	if s.CanExchange() {
		for at := k; at > 0; at-- {
			if _, ok := s.Answered.patcher.Patched(at, false, s.Seed+s.WhatIf.runs+1); ok {
				return at
			}
		}
	}
	return k
}

// CanExchange reports whether words in the thoughts of the answer can be exchanged.
func (s *State) CanExchange() bool { return s.Answered != nil && s.Answered.patcher != nil }

func (s *State) runWhatIf() {
	w := &s.WhatIf
	if w.asking {
		s.runControl()
		return
	}
	w.runs++
	a := engine.Ask{Question: s.Result.Question, Thoughts: s.Result.Thoughts, TopK: engine.TopK}
	if s.Answered.Task.Name() != s.Info.Task {
		a.Model = s.modelFor(s.Answered.Task.Name())
	}
	which := "all thoughts"
	thought := s.WhatIfThought()
	if thought > 0 {
		which = Say("thought {n}", thought)
	}
	w.Fact, w.Follows = "", ""
	c := reasoner.Change{Kind: reasoner.ChangeKind(w.Kind), Thought: thought} // of the same name
	switch w.Kind {
	case WhatIfWord:
		p, _ := s.otherWord(w.runs) // StartWhatIf has seen that there is one
		c.Kind, c.Thought, c.Other, c.Others = reasoner.ChangeWord, p.Thought, p.Word, p.Named
		w.Done = Say("“{word}” in place of “{old}” in thought {n}", p.Word, strings.Join(p.Named, ", "), p.Thought)
		w.Follows = p.Answer
	case WhatIfRemove:
		w.Done = Say("without {Which}", which)
	case WhatIfZero:
		w.Done = Say("zeros for {Which}", which)
	case WhatIfNoise:
		c.Amount, c.Seed = w.Amount, w.runs
		w.Done = Say("noise on {Which}", which)
	case WhatIfSwap:
		c.Other = s.otherQuestion(0)
		w.Done = Say("{Which} from question no. {n}", which, strconv.FormatUint(s.Seed+w.runs, 10))
	case WhatIfMean:
		for i := range uint64(intervene.MeanOf) {
			c.Others = append(c.Others, s.otherQuestion(i))
		}
		w.Done = Say("the average of {n other question} for {Which}", intervene.MeanOf, which)
	case WhatIfOrder:
		c.Thought, c.Seed = 0, w.runs
		w.Done = "its thoughts in another order"
	case WhatIfRepeat:
		w.Done = Say("thought 1 for {Which}", which)
	case WhatIfEdge:
		f := s.ChosenEdit()
		c.Kind = ""
		a.Question = s.Answered.with(f)
		e := s.Answered.Question.Graph.Edges[f.Edge]
		w.Fact = s.Answered.grapher.Sentence(s.Answered.Question.Graph.Symbols[e[0]], f.Child)
		w.Done = Say("“{fact}” in place of “{old}”", w.Fact, s.Answered.Fact(f.Edge))
	default:
		c.Kind, a.AtOnce = "", true
		w.Done = "without thoughts"
	}
	if c.Kind != "" {
		a.Changes = []reasoner.Change{c}
	}
	w.Asked = a.Question
	s.Status = Say("Thinking again, {Done}.", w.Done)
	s.Engine.Ask(a)
}

// otherQuestion makes a question of the same task, another at each run.
func (s *State) otherQuestion(i uint64) string {
	return s.Engine.NewQuestion(engine.Kind(s.Answered.Task.Name()), s.Seed+s.WhatIf.runs+i)
}

// PerThought reports whether the experiment is about one thought or all of them.
func (w *WhatIfState) PerThought() bool {
	switch w.Kind {
	case WhatIfRemove, WhatIfZero, WhatIfNoise, WhatIfSwap, WhatIfMean, WhatIfRepeat, WhatIfWord:
		return true
	}
	return false
}

// WhatIfThought is the chosen thought, within those that the answer took. 0 means all of them, except that only a
// single thought can be left out. There must be an answer.
func (s *State) WhatIfThought() int {
	least := 0
	if s.WhatIf.Kind == WhatIfRemove {
		least = 1
	}
	return min(max(s.WhatIf.Thought, least), s.Result.Thoughts)
}

// ChosenEdit is the chosen edit of a fact: by default the first that changes the answer. There must be an answer to a
// question that can be edited.
func (s *State) ChosenEdit() tasks.Edit {
	w, r := &s.WhatIf, s.Answered
	if w.facts != r.Text {
		w.facts, w.Edge, w.Child = r.Text, 0, ""
		if flips := r.flips(); len(flips) > 0 {
			w.Edge, w.Child = flips[0].Edge, flips[0].Child
		}
	}
	f := tasks.Edit{Edge: min(w.Edge, len(r.Question.Graph.Edges)-1), Child: w.Child}
	e := r.Question.Graph.Edges[f.Edge]
	if !slices.Contains(r.Ends(e[0]), f.Child) {
		f.Child = r.Question.Graph.Symbols[e[1]]
	}
	return f
}

// Fact is a fact of the question in words.
func (r *Reading) Fact(edge int) string {
	e := r.Question.Graph.Edges[edge]
	return r.grapher.Sentence(r.Question.Graph.Symbols[e[0]], r.Question.Graph.Symbols[e[1]])
}

func (s *State) whatIfResult(r *reasoner.Result) {
	w := &s.WhatIf
	if w.asking {
		s.controlResult(r)
		return
	}
	w.After = r
	s.Status = Say("Before: {answer} After: {after}", s.Result.Answer, Said(r)) + " " + VerdictWord(r.Verdict)
	if w.beside {
		s.AskControl()
	}
}
