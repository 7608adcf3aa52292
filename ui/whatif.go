package ui

import (
	"strconv"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/ui/page"
)

var whatIfs = []struct {
	Kind  page.WhatIfKind
	Label string
}{
	{page.WhatIfWord, "put another word into a thought"},
	{page.WhatIfAtOnce, "take all thoughts away"},
	{page.WhatIfRemove, "leave one thought out"},
	{page.WhatIfZero, "put zeros in a thought’s place"},
	{page.WhatIfNoise, "add noise to a thought"},
	{page.WhatIfSwap, "swap a thought with another question’s"},
	{page.WhatIfMean, "put the average of other questions in its place"},
	{page.WhatIfOrder, "shuffle the thoughts"},
	{page.WhatIfRepeat, "repeat the first thought"},
	{page.WhatIfEdge, "edit one fact"},
}

// WhatIf is the card of the experiments.
type WhatIf struct {
	State *page.State
}

// outcome is one side of before and after.
type outcome struct {
	Name, Answer, Verdict, VerdictClass, Expected string
	Rows                                          []traceRow
}

func (c *WhatIf) has() bool {
	s := c.State
	return s.Result != nil && s.Answered.Breakable() && (c.sums() || len(s.Result.Candidates) == 2)
}

func (c *WhatIf) options() []option {
	var options []option
	for _, w := range whatIfs {
		if w.Kind == page.WhatIfWord && !c.State.CanExchange() || w.Kind == page.WhatIfEdge && c.sums() {
			continue
		}
		label := w.Label
		if w.Kind == page.WhatIfWord && c.sums() {
			label = "exchange the number in a thought"
		}
		options = append(options, option{string(w.Kind), label, w.Kind == c.State.WhatIf.Kind})
	}
	return options
}

func (c *WhatIf) setKind(event vugu.DOMEvent) {
	k := page.WhatIfKind(event.PropString("target", "value"))
	for _, w := range whatIfs {
		if w.Kind == k {
			c.State.WhatIf.Kind = k
		}
	}
}

// sums reports whether the answered question is a word problem.
func (c *WhatIf) sums() bool { return c.State.Answered != nil && c.State.Answered.Sums != nil }

func (c *WhatIf) noise() bool { return c.State.WhatIf.Kind == page.WhatIfNoise }

func (c *WhatIf) edge() bool { return c.State.WhatIf.Kind == page.WhatIfEdge && !c.sums() }

func (c *WhatIf) thoughts() []option {
	var options []option
	chosen := c.State.WhatIfThought()
	if c.State.WhatIf.Kind != page.WhatIfRemove || c.State.Result.Thoughts == 0 {
		options = append(options, option{"0", page.Say("all"), chosen == 0})
	}
	for k := 1; k <= c.State.Result.Thoughts; k++ {
		options = append(options, option{strconv.Itoa(k), page.Say("no. {n}", k), chosen == k})
	}
	return options
}

func (c *WhatIf) setThought(event vugu.DOMEvent) {
	if k, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.State.WhatIf.Thought = min(max(k, 0), page.MaxThoughts)
	}
}

func (c *WhatIf) amounts() []option {
	var options []option
	for _, a := range []float64{0.1, 0.3, 1, 3} {
		text := strconv.FormatFloat(a, 'f', -1, 64)
		options = append(options, option{text, page.Say("{n} times the thought", text), a == c.State.WhatIf.Amount})
	}
	return options
}

func (c *WhatIf) setAmount(event vugu.DOMEvent) {
	if a, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil && a >= 0 && a <= 100 {
		c.State.WhatIf.Amount = a
	}
}

func (c *WhatIf) facts() []option {
	f := c.State.ChosenEdit()
	var options []option
	for i := range c.State.Answered.Question.Graph.Edges {
		options = append(options, option{strconv.Itoa(i), page.Clip(c.State.Answered.Fact(i)), i == f.Edge})
	}
	return options
}

func (c *WhatIf) setEdge(event vugu.DOMEvent) {
	edges := c.State.Answered.Question.Graph.Edges
	if i, err := strconv.Atoi(event.PropString("target", "value")); err == nil && i >= 0 && i < len(edges) {
		c.State.WhatIf.Edge = i
	}
}

func (c *WhatIf) ends() []option {
	f, r := c.State.ChosenEdit(), c.State.Answered
	var options []option
	for i, word := range r.Ends(r.Question.Graph.Edges[f.Edge][0]) {
		options = append(options, option{strconv.Itoa(i), page.Clip(word), word == f.Child})
	}
	return options
}

func (c *WhatIf) setEnd(event vugu.DOMEvent) {
	r := c.State.Answered
	ends := r.Ends(r.Question.Graph.Edges[c.State.ChosenEdit().Edge][0])
	if i, err := strconv.Atoi(event.PropString("target", "value")); err == nil && i >= 0 && i < len(ends) {
		c.State.WhatIf.Child = ends[i]
	}
}

func (c *WhatIf) done() bool { return c.State.WhatIf.After != nil }

func (c *WhatIf) outcomes() []outcome {
	w := &c.State.WhatIf
	all := []outcome{c.outcome("Before", c.State.Result), c.outcome(page.Say("After: {Done}", w.Done), w.After)}
	if w.Control != nil {
		all = append(all, c.outcome("The control, with pauses in the thoughts’ place", w.Control))
	}
	return all
}

// controllable reports whether there is a control to ask that has not answered yet.
func (c *WhatIf) controllable() bool {
	_, ok := c.State.Control()
	return ok && c.State.WhatIf.Control == nil
}

// askControl is the label of the button, with the size of what it fetches.
func (c *WhatIf) askControl() string {
	if m, _ := c.State.Control(); !c.State.Met(m.Name) {
		return page.Say("Ask the control, too ({Size})", page.FormatBytes(m.Bytes))
	}
	return "Ask the control, too"
}

func (c *WhatIf) outcome(name string, r *reasoner.Result) outcome {
	o := outcome{
		Name: name, Answer: page.Said(r), Verdict: page.VerdictWord(r.Verdict), VerdictClass: verdictClass(r.Verdict),
	}
	if r.Verdict != tasks.Right {
		o.Expected = page.Say("Right would be: {answer}", r.Expected)
	}
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if len(r.Steps[i].Answers) == len(r.Candidates) && len(r.Candidates) > 0 {
			var both []reasoner.Candidate
			for j, word := range r.Candidates {
				both = append(both, reasoner.Candidate{Token: word, Prob: r.Steps[i].Answers[j]})
			}
			o.Rows = []traceRow{{Cells: traceCells(both, func(word string) string {
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
			if changed {
				return "This edit does not change what follows; the model changed its answer all the same."
			}
			return "This edit does not change what follows; and the model kept its answer."
		case after.Verdict == tasks.Right:
			return "The answer follows the edited fact."
		case after.Verdict == tasks.Undecidable:
			return "With this edit the facts lead to neither answer, or to both."
		}
		return "The right answer is another one now, and the model did not follow."
	}
	if w := &c.State.WhatIf; w.Follows != "" {
		if after.Answer == w.Follows && c.sums() {
			return "The answer is the one that follows from the other number: it is read from this thought."
		}
		if after.Answer == w.Follows {
			return "The answer is the one that follows from the other word: it is read from this thought."
		}
		return page.Say("“{answer}” would follow from what was put in. The model did not answer so.", w.Follows)
	}
	if changed {
		return "The answer changed: it hung on what was tampered with."
	}
	return "The answer is the same: it did not hang on this alone."
}
