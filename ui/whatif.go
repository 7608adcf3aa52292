package ui

import (
	"slices"
	"strconv"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
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
	WhatIfEdge   WhatIfKind = "edge" // one fact edited
)

var whatIfs = []struct {
	Kind  WhatIfKind
	Label string
}{
	{WhatIfAtOnce, "take all thoughts away"}, {WhatIfRemove, "leave one thought out"}, {WhatIfZero, "put zeros in a thought’s place"}, {WhatIfNoise, "add noise to a thought"},
	{WhatIfSwap, "swap a thought with another question’s"}, {WhatIfEdge, "edit one fact"},
}

// WhatIfState is an experiment: what to change, and what came of it.
type WhatIfState struct {
	Kind    WhatIfKind
	Thought int     // from 1; 0 means all
	Amount  float64 // of noise
	Edge    int     // the fact to edit
	Child   string  // and the word that it is to end in

	Done    string // what was changed, in words
	Fact    string // the edited fact, of WhatIfEdge
	After   *reasoner.Result
	Problem string
	runs    uint64 // makes noise and the other question new each time
	facts   string // the question that Edge and Child were chosen for
}

// StartWhatIf asks the answered question again with something changed.
func (s *State) StartWhatIf() {
	if s.Busy() || s.Result == nil || s.answered == nil || !s.answered.editable() {
		return
	}
	s.WhatIf.After, s.WhatIf.Problem = nil, ""
	s.start(WhatIfJob)
}

func (s *State) runWhatIf() {
	w := &s.WhatIf
	w.runs++
	a := engine.Ask{Question: s.Result.Question, Thoughts: s.Result.Thoughts, TopK: engine.TopK}
	if s.answered.Task.Name() != s.Info.Task {
		a.Model = s.modelFor(s.answered.Task.Name())
	}
	which := "all thoughts"
	thought := s.whatIfThought()
	if thought > 0 {
		which = "thought " + strconv.Itoa(thought)
	}
	w.Fact = ""
	switch w.Kind {
	case WhatIfRemove:
		a.Changes = []reasoner.Change{{Kind: reasoner.ChangeRemove, Thought: thought}}
		w.Done = "without " + which
	case WhatIfZero:
		a.Changes = []reasoner.Change{{Kind: reasoner.ChangeZero, Thought: thought}}
		w.Done = "zeros for " + which
	case WhatIfNoise:
		a.Changes = []reasoner.Change{{Kind: reasoner.ChangeNoise, Thought: thought, Amount: w.Amount, Seed: w.runs}}
		w.Done = "noise on " + which
	case WhatIfSwap:
		a.Changes = []reasoner.Change{{Kind: reasoner.ChangeSwap, Thought: thought, Other: s.Engine.NewQuestion(engine.Kind(s.answered.Task.Name()), s.Seed+w.runs)}}
		w.Done = which + " from question no. " + strconv.FormatUint(s.Seed+w.runs, 10)
	case WhatIfEdge:
		f := s.chosenEdit()
		a.Question = s.answered.with(f)
		e := s.answered.Question.Graph.Edges[f.Edge]
		w.Fact = s.answered.grapher.Sentence(s.answered.Question.Graph.Symbols[e[0]], f.Child)
		w.Done = "“" + w.Fact + "” in place of “" + s.answered.fact(f.Edge) + "”"
	default:
		a.AtOnce = true
		w.Done = "without thoughts"
	}
	s.Status = "Thinking again, " + w.Done + "."
	s.Engine.Ask(a)
}

// whatIfThought is the chosen thought of those there are; 0 means all, which is not for leaving one out.
func (s *State) whatIfThought() int {
	least := 0
	if s.WhatIf.Kind == WhatIfRemove {
		least = 1
	}
	return min(max(s.WhatIf.Thought, least), s.Result.Thoughts)
}

// chosenEdit is the chosen edit of a fact: by default the first that turns the answer round.
func (s *State) chosenEdit() tasks.Edit {
	w, r := &s.WhatIf, s.answered
	if w.facts != r.Text {
		w.facts, w.Edge, w.Child = r.Text, 0, ""
		if flips := r.flips(); len(flips) > 0 {
			w.Edge, w.Child = flips[0].Edge, flips[0].Child
		}
	}
	f := tasks.Edit{Edge: min(w.Edge, len(r.Question.Graph.Edges)-1), Child: w.Child}
	e := r.Question.Graph.Edges[f.Edge]
	if !slices.Contains(r.ends(e[0]), f.Child) {
		f.Child = r.Question.Graph.Symbols[e[1]]
	}
	return f
}

// fact is a fact of the question in words.
func (r *Reading) fact(edge int) string {
	e := r.Question.Graph.Edges[edge]
	return r.grapher.Sentence(r.Question.Graph.Symbols[e[0]], r.Question.Graph.Symbols[e[1]])
}

func (s *State) whatIfResult(r *reasoner.Result) {
	s.WhatIf.After = r
	s.Status = "Before: " + s.Result.Answer + " After: " + said(r) + " " + verdictWord(r.Verdict)
}

func said(r *reasoner.Result) string {
	if r.Answer == "" {
		return "(no answer)"
	}
	return r.Answer
}

// WhatIf is the card of the experiments.
type WhatIf struct {
	State *State
}

// Outcome is one side of before and after.
type Outcome struct {
	Name, Answer, Verdict, VerdictClass, Expected string
	Rows                                          []TraceRow
}

func (c *WhatIf) has() bool {
	s := c.State
	return s.Result != nil && s.answered != nil && s.answered.editable() && len(s.Result.Candidates) == 2
}

func (c *WhatIf) options() []KindOption {
	var options []KindOption
	for _, w := range whatIfs {
		options = append(options, KindOption{string(w.Kind), w.Label, w.Kind == c.State.WhatIf.Kind})
	}
	return options
}

func (c *WhatIf) setKind(event vugu.DOMEvent) {
	k := WhatIfKind(event.PropString("target", "value"))
	for _, w := range whatIfs {
		if w.Kind == k {
			c.State.WhatIf.Kind = k
		}
	}
}

// perThought says whether the experiment is on one thought or all.
func (c *WhatIf) perThought() bool {
	switch c.State.WhatIf.Kind {
	case WhatIfRemove, WhatIfZero, WhatIfNoise, WhatIfSwap:
		return true
	}
	return false
}

func (c *WhatIf) noise() bool { return c.State.WhatIf.Kind == WhatIfNoise }
func (c *WhatIf) edge() bool  { return c.State.WhatIf.Kind == WhatIfEdge }

func (c *WhatIf) thoughts() []KindOption {
	var options []KindOption
	chosen := c.State.whatIfThought()
	if c.State.WhatIf.Kind != WhatIfRemove || c.State.Result.Thoughts == 0 {
		options = append(options, KindOption{"0", "all", chosen == 0})
	}
	for k := 1; k <= c.State.Result.Thoughts; k++ {
		options = append(options, KindOption{strconv.Itoa(k), "no. " + strconv.Itoa(k), chosen == k})
	}
	return options
}

func (c *WhatIf) setThought(event vugu.DOMEvent) {
	if k, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.State.WhatIf.Thought = min(max(k, 0), MaxThoughts)
	}
}

func (c *WhatIf) amounts() []KindOption {
	var options []KindOption
	for _, a := range []float64{0.1, 0.3, 1, 3} {
		text := strconv.FormatFloat(a, 'f', -1, 64)
		options = append(options, KindOption{text, text + " times the thought", a == c.State.WhatIf.Amount})
	}
	return options
}

func (c *WhatIf) setAmount(event vugu.DOMEvent) {
	if a, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil && a >= 0 && a <= 100 {
		c.State.WhatIf.Amount = a
	}
}

func (c *WhatIf) facts() []KindOption {
	f := c.State.chosenEdit()
	var options []KindOption
	for i := range c.State.answered.Question.Graph.Edges {
		options = append(options, KindOption{strconv.Itoa(i), clip(c.State.answered.fact(i)), i == f.Edge})
	}
	return options
}

func (c *WhatIf) setEdge(event vugu.DOMEvent) {
	if i, err := strconv.Atoi(event.PropString("target", "value")); err == nil && i >= 0 && i < len(c.State.answered.Question.Graph.Edges) {
		c.State.WhatIf.Edge = i
	}
}

func (c *WhatIf) ends() []KindOption {
	f, r := c.State.chosenEdit(), c.State.answered
	var options []KindOption
	for i, word := range r.ends(r.Question.Graph.Edges[f.Edge][0]) {
		options = append(options, KindOption{strconv.Itoa(i), clip(word), word == f.Child})
	}
	return options
}

func (c *WhatIf) setEnd(event vugu.DOMEvent) {
	r := c.State.answered
	ends := r.ends(r.Question.Graph.Edges[c.State.chosenEdit().Edge][0])
	if i, err := strconv.Atoi(event.PropString("target", "value")); err == nil && i >= 0 && i < len(ends) {
		c.State.WhatIf.Child = ends[i]
	}
}

func (c *WhatIf) done() bool { return c.State.WhatIf.After != nil }

func (c *WhatIf) outcomes() []Outcome {
	return []Outcome{c.outcome("Before", c.State.Result), c.outcome("After: "+c.State.WhatIf.Done, c.State.WhatIf.After)}
}

func (c *WhatIf) outcome(name string, r *reasoner.Result) Outcome {
	o := Outcome{Name: name, Answer: said(r), Verdict: verdictWord(r.Verdict), VerdictClass: verdictClass(r.Verdict)}
	if r.Verdict != tasks.Right {
		o.Expected = r.Expected
	}
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if len(r.Steps[i].Answers) == len(r.Candidates) && len(r.Candidates) > 0 {
			var both []reasoner.Candidate
			for j, word := range r.Candidates {
				both = append(both, reasoner.Candidate{Token: word, Prob: r.Steps[i].Answers[j]})
			}
			o.Rows = []TraceRow{{Cells: traceCells(both, func(word string) string {
				if word == r.Expected || len(r.Path) > 0 && word == r.Path[len(r.Path)-1] {
					return "cell on-path"
				}
				return "cell"
			})}}
			break
		}
	}
	return o
}

// verdict says what the experiment shows.
func (c *WhatIf) verdict() string {
	before, after := c.State.Result, c.State.WhatIf.After
	changed := before.Answer != after.Answer
	if c.State.WhatIf.Fact != "" {
		switch {
		case before.Expected == after.Expected:
			return "This edit does not change what follows; " + map[bool]string{true: "the model changed its answer all the same.", false: "and the model kept its answer."}[changed]
		case after.Verdict == tasks.Right:
			return "The answer follows the edited fact."
		case after.Verdict == tasks.Undecidable:
			return "With this edit the facts lead to neither answer, or to both."
		}
		return "The right answer is another one now, and the model did not follow."
	}
	if changed {
		return "The answer changed: it hung on what was tampered with."
	}
	return "The answer is the same: it did not hang on this alone."
}

// clip keeps a text fit for an attribute and a choice.
func clip(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
