package ui

import (
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/ui/page"
)

// studyRow is a bar of the study with its 95 % interval; lengths are shares of the width.
type studyRow struct {
	Fed, Note, Class       string
	Width, Low, High       string
	Percent, Range, Answer string
}

// fed says what each condition feeds in place of the thoughts, and which are compared with which.
var fed = map[string][2]string{
	"":          {"Its own thoughts", "unchanged"},
	"matched":   {"Those of the same facts in another order", "control"},
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

func (c *WhatIf) studyCount() string { return strconv.Itoa(c.State.Study.Run.Count) }

// studyHead says which thoughts were changed.
func (c *WhatIf) studyHead() string {
	if _, k, one := strings.Cut(c.State.Study.Rows[1].Condition, ":"); one {
		return "Fed for thought " + k
	}
	return "Fed for its thoughts"
}

func (c *WhatIf) studyRows() []studyRow {
	var rows []studyRow
	for _, r := range c.State.Study.Rows {
		name, _, _ := strings.Cut(r.Condition, ":")
		row := studyRow{Fed: fed[name][0], Note: fed[name][1], Class: "study-row " + name}
		if r.N > 0 {
			low, high := interval.Wilson(r.Right, r.N)
			row.Width, row.Low, row.High = percent(float64(r.Right)/float64(r.N))+"%", percent(low)+"%", percent(high)+"%"
			row.Percent = strconv.Itoa(r.Right) + " of " + strconv.Itoa(r.N)
			row.Range = percent(low) + " to " + percent(high) + " %"
			row.Answer = strconv.Itoa(r.Changed)
		}
		rows = append(rows, row)
	}
	return rows
}

// percent writes a share in whole percents.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 0, 64) }
