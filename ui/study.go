package ui

import (
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/ui/page"
)

// fed says what each condition feeds in place of the thoughts, and which are compared with which.
var fed = map[string][2]string{
	"":          {"Its own thoughts", page.Say("unchanged")},
	"matched":   {"Those of the same facts in another order", page.Say("control")},
	"shuffle":   {"Its own, shuffled", ""},
	"noise":     {"With noise as strong as they are", ""},
	"swap":      {"Those of another question", ""},
	"mean":      {"The average of 16 other questions’", ""},
	"remove":    {"None: left out", ""},
	"zero":      {"Zeros", ""},
	"repeat":    {"The first again and again", ""},
	"unmatched": {"Those of facts with one edited", "should follow the edit"},
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
		row := barRow{Name: fed[name][0], Note: fed[name][1], Class: name, Number: strconv.Itoa(r.Changed)}
		row.share(r.Right, r.N)
		rows = append(rows, row)
	}
	return rows
}
