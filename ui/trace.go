package ui

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/reasoner"
)

// Trace is the table "what would it say after each thought": one row per latent step, the likeliest tokens in its cells. It grows
// while the question runs.
type Trace struct {
	State *State
}

// TraceRow is one row of the table.
type TraceRow struct {
	Name  string
	Time  string
	Cells []TraceCell
}

// TraceCell is one token the model might say, and how likely it is.
type TraceCell struct {
	Token   string
	Percent string
	Width   string // of the bar, for an SVG attribute
	Class   string
}

// ordinals head the columns.
var ordinals = []string{"Likeliest", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th"}

func (c *Trace) has() bool { return len(c.rows()) > 0 }

func (c *Trace) columns() []string { return heads(c.rows()) }

// rows takes the steps up to the end of the thoughts that came with candidates.
func (c *Trace) rows() []TraceRow {
	var rows []TraceRow
	for _, s := range c.State.Steps {
		if name := stepName(s); name != "" && len(s.Top) > 0 {
			rows = append(rows, TraceRow{Name: name, Time: formatMillis(s.Millis), Cells: traceCells(s.Top, c.cellClass)})
		}
	}
	return rows
}

func stepName(s reasoner.Step) string {
	switch s.Kind {
	case "bot":
		return "No thought"
	case "thought":
		return fmt.Sprintf("Thought %d", s.Index+1)
	default:
		return ""
	}
}

// traceCells are the cells of candidates; class names each one's class by its word.
func traceCells(top []reasoner.Candidate, class func(word string) string) []TraceCell {
	cells := make([]TraceCell, 0, len(top))
	for _, t := range top[:min(len(top), len(ordinals))] {
		cells = append(cells, TraceCell{
			Token:   t.Token,
			Percent: formatPercent(t.Prob),
			Width:   strconv.FormatFloat(float64(min(max(t.Prob, 0), 1))*100, 'f', 1, 64) + "%",
			Class:   class(t.Token),
		})
	}
	return cells
}

// cellClass marks the words of the right chain, once it is known.
func (c *Trace) cellClass(word string) string {
	if r := c.State.Result; r != nil && slices.Contains(r.Path, word) {
		return "cell on-path"
	}
	return "cell"
}
