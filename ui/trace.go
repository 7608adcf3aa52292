package ui

import (
	"slices"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/ui/page"
)

// Trace is the table "what would it say after each thought": one row for each latent step, with the likeliest tokens in
// its cells. It grows while the question runs.
type Trace struct {
	State *page.State
}

func (c *Trace) open() bool { return c.State.Opened["trace"] }

func (c *Trace) has() bool { return len(c.rows()) > 0 }

// rows are the steps up to the end of the thoughts, if they came with candidates.
func (c *Trace) rows() []traceRow {
	var rows []traceRow
	for _, s := range c.State.Steps {
		if name := stepName(s); name != "" && len(s.Top) > 0 {
			cells := traceCells(s.Top, c.cellClass)
			rows = append(rows, traceRow{Name: name, Time: page.FormatMillis(s.Millis), Cells: cells})
		}
	}
	return rows
}

func stepName(s reasoner.Step) string {
	switch s.Kind {
	case string(runtime.StepBot):
		return "No thought"
	case string(runtime.StepThought):
		return page.Say("Thought {n}", s.Index+1)
	default:
		return ""
	}
}

// cellClass marks the words of the right chain once it is known.
func (c *Trace) cellClass(word string) string {
	if r := c.State.Result; r != nil && slices.Contains(r.Path, word) {
		return "cell on-path"
	}
	return "cell"
}
