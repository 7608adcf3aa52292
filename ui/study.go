package ui

import (
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/page"
)

// fed says what each condition feeds in place of the thoughts; control marks what the others are compared with.
var fed = []struct {
	condition, name, note string
	control               bool
}{
	{"", "Its own thoughts", "", false},
	{engine.Matched, "Those of the same facts in another order", "", true},
	{"shuffle", "Its own, shuffled", "", false},
	{"noise", "With noise as strong as they are", "", false},
	{"swap", "Those of another question", "", false},
	{"mean", "The average of 16 other questions’", "", false},
	{"remove", "None: left out", "", false},
	{"zero", "Zeros", "", false},
	{"repeat", "The first again and again", "", false},
	{engine.Unmatched, "Those of facts with one edited", "should follow the edit", false},
	{engine.PatchMatched, "Its own, the right number put in", "", true},
	{engine.Patch, "Its own, another number put in", "should follow the number", false},
}

// lead says what the experiments are for, and for word problems what came of many (docs/findings.md).
func (c *WhatIf) lead() string {
	if c.sums() {
		return "Change the number in the model’s head, and see whether its answer changes. Over 300 word problems it gave " +
			"the answer that follows from the other number in 125 (36.2 to 47.3 %), and some other number in 138. With the " +
			"right number put in, all of its 281 right answers stayed."
	}
	return "Do the thoughts do the work? Tamper with them, or with the facts, and see whether the answer follows."
}

// studyNote explains the bars.
func (c *WhatIf) studyNote() string {
	note := "The thin line is the 95 % interval, the upright one a coin’s toss. Each question is asked as it is and in " +
		"every other way."
	if c.State.Study.Sums() {
		return note
	}
	return note + " Only facts that can be edited so that the answer turns count in the last row."
}

func (c *WhatIf) studying() bool { return c.State.Running(page.StudyJob) }

func (c *WhatIf) studied() bool {
	return len(c.State.Study.Rows) > 0 && (c.State.Study.Rows[0].N > 0 || c.studying())
}

// stopStudy ends this job and no other.
func (c *WhatIf) stopStudy() {
	if c.studying() {
		c.State.Stop()
	}
}

func (c *WhatIf) studyDone() string { return strconv.Itoa(c.State.Study.Rows[0].N) }

// studyProgress says how many questions are done.
func (c *WhatIf) studyProgress() string {
	return page.Say("{n} of {m} questions", c.studyDone(), c.studyCount())
}

func (c *WhatIf) studyCount() string { return strconv.Itoa(c.State.Study.Run.Count) }

// studyHeads say which thoughts were changed.
func (c *WhatIf) studyHeads() []string {
	what := "Fed for its thoughts"
	if _, k, one := strings.Cut(c.State.Study.Rows[1].Condition, ":"); one {
		what = page.Say("Fed for thought {n}", k)
	}
	return []string{what, "Right", "Answers changed"}
}

func (c *WhatIf) studyRows() []barRow {
	var rows []barRow
	for _, r := range c.State.Study.Rows {
		name, _, _ := strings.Cut(r.Condition, ":")
		row := barRow{Class: name, Number: strconv.Itoa(r.Changed)}
		for _, f := range fed {
			if f.condition != name {
				continue
			}
			if row.Name, row.Note = f.name, f.note; f.control {
				row.Note = page.Say("control")
			}
		}
		if name == "" {
			row.Note = page.Say("unchanged")
		}
		row.share(r.Right, r.N)
		rows = append(rows, row)
	}
	return rows
}
