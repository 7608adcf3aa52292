package ui

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// Thoughts is the table "what is in each thought": the thoughts themselves, read through the model's head. It shows the breadth-first
// search: thought k holds the words k facts away from the name.
type Thoughts struct {
	State *State
}

func (c *Thoughts) has() bool { return len(c.rows()) > 0 }

func (c *Thoughts) columns() []string { return heads(c.rows()) }

// rows has one row for each thought that was fed back. Thought 1 is the hidden state at <bot>, and thought k+1 the one after latent step
// k; the state after the last step was not fed to anything.
func (c *Thoughts) rows() []TraceRow {
	fed := 0
	for _, s := range c.State.Steps {
		if s.Kind == "thought" {
			fed++
		}
	}
	var rows []TraceRow
	for _, s := range c.State.Steps {
		if s.Kind != "bot" && s.Kind != "thought" || len(s.Direct) == 0 || len(rows) == fed {
			continue
		}
		k := len(rows) + 1
		frontier := c.frontier(k)
		rows = append(rows, TraceRow{Name: fmt.Sprintf("Thought %d", k), Time: hops(k), Cells: traceCells(s.Direct, func(word string) string {
			if frontier[word] {
				return "cell frontier"
			}
			return "cell"
		})})
	}
	return rows
}

func hops(k int) string {
	if k == 1 {
		return "1 fact away"
	}
	return fmt.Sprintf("%d facts away", k)
}

// frontier are the words exactly k facts away from the name asked about, once there is an answer; before, the question in the box may be
// another one.
func (c *Thoughts) frontier(k int) map[string]bool {
	if c.State.Result == nil {
		return nil
	}
	q, err := prosqa.Parse(c.State.Result.Question)
	if err != nil {
		return nil // a question that has a result was read before
	}
	oracle, err := prosqa.NewOracle(&q.Graph)
	if err != nil {
		return nil // facts that go in a circle: nothing to mark
	}
	words := map[string]bool{}
	for _, node := range oracle.Frontier(q.Root, k) {
		words[q.Graph.Symbols[node]] = true
	}
	return words
}

// summary says in words how the thoughts compare with the search, for those who cannot see the marks.
func (c *Thoughts) summary() string {
	r := c.State.Result
	if r == nil {
		return ""
	}
	right, of := 0, 0
	for i, row := range c.rows() {
		if len(c.frontier(i+1)) == 0 {
			continue
		}
		of++
		if row.Cells[0].Class == "cell frontier" {
			right++
		}
	}
	return fmt.Sprintf("In %d of %s with words to find, the likeliest word is exactly as many facts away as the thought's number.", right, plural(of, "thought"))
}

// heads names as many columns as the longest row has cells.
func heads(rows []TraceRow) []string {
	n := 0
	for _, r := range rows {
		n = max(n, len(r.Cells))
	}
	return ordinals[:min(n, len(ordinals))]
}
