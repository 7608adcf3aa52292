package ui

import (
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

// progress says how many questions are done.
func (c *BatchCard) progress() string {
	return page.Say("{n} of {m}", c.done(), c.count())
}

func (c *BatchCard) count() string { return strconv.Itoa(c.State.Batch.Run.Count) }

// stop ends this job and no other.
func (c *BatchCard) stop() {
	if c.running() {
		c.State.Stop()
	}
}

func (c *BatchCard) label() string { return page.Say("Run {n question}", c.State.Batch.Count) }

// what says which questions were asked.
func (c *BatchCard) what() string {
	r := c.State.Batch.Run
	how := page.Say("with {n thought}", r.Thoughts)
	if r.AtOnce {
		how = "with the thoughts taken away"
	}
	last, median := r.Seed+uint64(r.Count)-1, page.FormatMillis(c.State.Batch.Median())
	return page.Say("{Kind}, nos. {n} to {m}, {How}; the median question took {Time}.", page.KindLabel(r.Kind),
		strconv.FormatUint(r.Seed, 10), strconv.FormatUint(last, 10), how, median) + c.deep()
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
	return " " + page.Say("{n} of them are deeper than the thoughts reach.", n)
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
