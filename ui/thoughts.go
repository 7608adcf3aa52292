package ui

import "github.com/coconut-page/coconut/ui/page"

// Thoughts is the table "what is in each thought": the thoughts themselves, read through the model's head. It shows the
// breadth-first search: thought k holds the words k facts away from the name.
type Thoughts struct {
	State *page.State
}

func (c *Thoughts) open() bool { return c.State.Opened["thoughts"] }

func (c *Thoughts) has() bool { return len(c.rows()) > 0 }

// searches reports whether the question is one of a graph, which the thoughts search.
func (c *Thoughts) searches() bool {
	r := c.State.Answered
	if r == nil {
		r = c.State.Reading()
	}
	return !r.Plain() && r.Sums == nil
}

// rows has one row for each thought that was fed back.
func (c *Thoughts) rows() []traceRow {
	var rows []traceRow
	for _, s := range c.State.Fed() {
		if len(s.Direct) == 0 {
			continue
		}
		k := len(rows) + 1
		row := traceRow{Name: page.Say("Thought {n}", k), Cells: traceCells(s.Direct, searchClass(c.State, k))}
		if c.searches() {
			row.Time = page.Say("{n fact} away", k)
		}
		rows = append(rows, row)
	}
	return rows
}

// summary says in words how the thoughts compare with the search, for visitors who cannot see the marks.
func (c *Thoughts) summary() string {
	if c.State.Result == nil || !c.searches() {
		return ""
	}
	right, of := 0, 0
	for i, row := range c.rows() {
		if len(c.State.Frontier(i+1)) == 0 {
			continue
		}
		of++
		if row.Cells[0].Class == "cell frontier" {
			right++
		}
	}
	return page.Say("In {n} of {m thought} with words to find, the likeliest word is exactly as many facts away as the "+
		"thought’s number.", right, of)
}
