package ui

import (
	"fmt"
	"strconv"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/page"
)

// BatchCard runs many questions and shows the results.
type BatchCard struct {
	State *page.State
}

var batchHeads = []string{"Way to the answer", "Right", "Share"}

func (c *BatchCard) has() bool { return c.State.Model == page.ModelReady }

func (c *BatchCard) started() bool { return c.State.Batch.Run.Count > 0 }

func (c *BatchCard) running() bool { return c.State.Running(page.BatchJob) }

func (c *BatchCard) done() string { return strconv.Itoa(len(c.State.Batch.Items)) }

func (c *BatchCard) count() string { return strconv.Itoa(c.State.Batch.Run.Count) }

// stop ends this job and no other.
func (c *BatchCard) stop() {
	if c.running() {
		c.State.Stop()
	}
}

func (c *BatchCard) label() string { return "Run " + page.Plural(c.State.Batch.Count, "question") }

// what says which questions were asked.
func (c *BatchCard) what() string {
	r := c.State.Batch.Run
	how := "with " + page.Plural(r.Thoughts, "thought")
	if r.AtOnce {
		how = "with the thoughts taken away"
	}
	last, median := r.Seed+uint64(r.Count)-1, page.FormatMillis(c.State.Batch.Median())
	return fmt.Sprintf("%s, nos. %d to %d, %s; the median question took %s.%s",
		page.KindLabel(r.Kind), r.Seed, last, how, median, c.deep())
}

// deep says how many of the questions were deeper than their thoughts reach.
func (c *BatchCard) deep() string {
	n := 0
	for _, it := range c.State.Batch.Items {
		if it.Deep {
			n++
		}
	}
	switch {
	case n == 0 || c.State.Batch.Run.AtOnce:
		return ""
	case n == 1:
		return " 1 of them is deeper than the thoughts reach."
	}
	return fmt.Sprintf(" %d of them are deeper than the thoughts reach.", n)
}

func (c *BatchCard) rows() []barRow {
	most := 0
	for _, it := range c.State.Batch.Items {
		most = max(most, it.Hops)
	}
	var rows []barRow
	for hops := range most + 1 {
		right, all := c.State.Batch.Right(hops)
		if all == 0 {
			continue
		}
		row := barRow{Name: page.Plural(hops, "fact"), Number: percent(float64(right)/float64(all)) + " %"}
		row.share(right, all)
		rows = append(rows, row)
	}
	return rows
}

func (c *BatchCard) setKind(event vugu.DOMEvent) {
	chosen := event.PropString("target", "value")
	for _, o := range c.options() {
		if o.Value == chosen {
			c.State.Batch.Kind = engine.Kind(chosen)
		}
	}
}

func (c *BatchCard) setCount(event vugu.DOMEvent) {
	if n, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.State.Batch.Count = min(max(n, 1), engine.MaxBatch)
	}
}

func (c *BatchCard) setAtOnce(event vugu.DOMEvent) {
	c.State.Batch.AtOnce = event.PropBool("target", "checked")
}

func (c *BatchCard) setTraces(event vugu.DOMEvent) {
	c.State.Batch.Traces = event.PropBool("target", "checked")
}

// options are the kinds to choose from.
func (c *BatchCard) options() []option {
	var options []option
	for _, k := range c.State.BatchKinds() {
		options = append(options, option{string(k), page.KindLabel(k), k == c.State.Batch.Kind})
	}
	return options
}

// counts are the numbers of questions to choose from.
func (c *BatchCard) counts() []option {
	var options []option
	for _, n := range []int{20, 100, 500, engine.MaxBatch} {
		options = append(options, option{strconv.Itoa(n), strconv.Itoa(n), n == c.State.Batch.Count})
	}
	return options
}
