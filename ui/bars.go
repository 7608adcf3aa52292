package ui

import (
	"strconv"

	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/ui/page"
)

// Bars is a table of shares, each drawn as a bar with its 95 % interval and the line of a coin's toss.
type Bars struct {
	ID, Heading string
	Heads       []string
	Rows        []barRow
}

// barRow is one share; lengths are in percent of the bar's room.
type barRow struct {
	Name, Note, Class string
	Count, Range      string
	Width, Low, High  string
	Number            string // of the last column
}

// share fills in what right of n means.
func (r *barRow) share(right, n int) {
	if r.Width, r.Low, r.High = "0", "0", "0"; n == 0 {
		return
	}
	low, high := interval.Wilson(right, n)
	r.Count = page.Say("{n} of {m}", right, n)
	r.Range = page.Say("{n} to {m} %", percent(low), percent(high))
	r.Width, r.Low, r.High = percent(float64(right)/float64(n))+"%", percent(low)+"%", percent(high)+"%"
}

// percent writes a share in whole percents.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 0, 64) }
