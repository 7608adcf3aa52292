package ui

import (
	"strconv"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Candidates is a table of what a model might say or has in mind: one row for each step, with the likeliest tokens in
// its cells.
type Candidates struct {
	ID      string   // of the table
	Heading string   // the id of the heading that names it
	First   string   // heads the column of the steps
	Heads   []string // head the other columns; nil for "Likeliest", "2nd" and so on
	Rows    []traceRow
}

// traceRow is one row of the table.
type traceRow struct {
	Name  string
	Time  string
	Class string // "now" for the one that the drawing shows
	Cells []traceCell
}

// traceCell is one token that the model might say, and how likely it is.
type traceCell struct {
	Token   string
	Percent string
	Width   string // of the bar, for an SVG attribute
	Class   string
}

// ordinals head the columns.
var ordinals = []string{"Likeliest", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th"}

// columns heads as many columns as the longest row has cells.
func (c *Candidates) columns() []string {
	if c.Heads != nil {
		return c.Heads
	}
	n := 0
	for _, r := range c.Rows {
		n = max(n, len(r.Cells))
	}
	return ordinals[:min(n, len(ordinals))]
}

// traceCells are the cells for some candidates; class gives the class name of each by its word.
func traceCells(top []reasoner.Candidate, class func(word string) string) []traceCell {
	cells := make([]traceCell, 0, len(top))
	for _, t := range top[:min(len(top), len(ordinals))] {
		cells = append(cells, traceCell{
			Token:   t.Token,
			Percent: page.FormatPercent(t.Prob),
			Width:   strconv.FormatFloat(float64(min(max(t.Prob, 0), 1))*100, 'f', 1, 64) + "%",
			Class:   class(t.Token),
		})
	}
	return cells
}

// searchClass marks the words exactly k facts away in a list of words.
func searchClass(s *page.State, k int) func(word string) string {
	frontier := s.Frontier(k)
	return func(word string) string {
		if frontier[word] {
			return "cell frontier"
		}
		return "cell"
	}
}
