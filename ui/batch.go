package ui

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
)

// BatchState is a run of many questions, and what it was asked to be.
type BatchState struct {
	Kind   engine.Kind
	Count  int
	AtOnce bool // without thoughts
	Traces bool // with every question's trace

	Run   engine.Batch // the one under way, or the last one
	Items []engine.BatchItem
}

// StartBatch asks Batch.Count questions with the seeds from the shown one's up.
func (s *State) StartBatch() {
	if s.Busy() {
		return
	}
	s.start(BatchJob)
}

func (s *State) runBatch() {
	b := &s.Batch
	b.Run = engine.Batch{Kind: b.Kind, Seed: s.Seed, Count: b.Count, Thoughts: s.Thoughts, AtOnce: b.AtOnce, Traces: b.Traces}
	if task := taskOf(b.Kind); task != s.Info.Task {
		for _, m := range s.Info.Models {
			if m.Name == s.modelFor(task) {
				b.Run.Model, b.Run.Thoughts = m.Name, m.Thoughts
			}
		}
	}
	b.Items = nil
	s.Status = "Asking " + plural(b.Count, "question") + "."
	s.Engine.Batch(b.Run)
}

// OnTally implements Listener.
func (s *State) OnTally(items []engine.BatchItem) { s.Batch.Items = append(s.Batch.Items, items...) }

// right counts the right answers, of questions with a number of hops, or of all with -1.
func (b *BatchState) right(hops int) (right, all int) {
	for _, it := range b.Items {
		if hops >= 0 && it.Hops != hops {
			continue
		}
		all++
		if it.Verdict == tasks.Right {
			right++
		}
	}
	return right, all
}

// Summary is the accuracy with its confidence interval.
func (b *BatchState) Summary() string {
	right, all := b.right(-1)
	if all == 0 {
		return ""
	}
	low, high := wilson(right, all)
	return fmt.Sprintf("%d of %d right: %.1f %% (95 %% confidence: %.1f to %.1f %%).", right, all, 100*float64(right)/float64(all), 100*low, 100*high)
}

// BatchCard runs many questions and shows what came of them.
type BatchCard struct {
	State *State
}

// HopRow is a bar of the histogram.
type HopRow struct{ Hops, Count, Width, Percent string }

func (c *BatchCard) has() bool     { return c.State.Model == ModelReady }
func (c *BatchCard) started() bool { return c.State.Batch.Run.Count > 0 }
func (c *BatchCard) running() bool { return c.State.running(BatchJob) }
func (c *BatchCard) done() string  { return strconv.Itoa(len(c.State.Batch.Items)) }
func (c *BatchCard) count() string { return strconv.Itoa(c.State.Batch.Run.Count) }

// stop ends this task and no other.
func (c *BatchCard) stop() {
	if c.running() {
		c.State.Stop()
	}
}

func (c *BatchCard) label() string { return "Run " + plural(c.State.Batch.Count, "question") }

// what says which questions these are.
func (c *BatchCard) what() string {
	r := c.State.Batch.Run
	how := "with " + plural(r.Thoughts, "thought")
	if r.AtOnce {
		how = "with the thoughts taken away"
	}
	return fmt.Sprintf("%s, nos. %d to %d, %s; the median question took %s.%s", kindLabel(r.Kind), r.Seed, r.Seed+uint64(r.Count)-1, how, formatMillis(c.State.Batch.median()), c.deep())
}

// deep says how many of the questions were deeper than their thoughts.
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

// median is the median time of a question in milliseconds.
func (b *BatchState) median() float64 {
	if len(b.Items) == 0 {
		return 0
	}
	times := make([]float64, len(b.Items))
	for i, it := range b.Items {
		times[i] = it.Millis
	}
	slices.Sort(times)
	return times[len(times)/2]
}

func (c *BatchCard) rows() []HopRow {
	most := 0
	for _, it := range c.State.Batch.Items {
		most = max(most, it.Hops)
	}
	var rows []HopRow
	for hops := range most + 1 {
		right, all := c.State.Batch.right(hops)
		if all == 0 {
			continue
		}
		share := 100 * float64(right) / float64(all)
		rows = append(rows, HopRow{
			Hops: plural(hops, "fact"), Count: fmt.Sprintf("%d of %d", right, all),
			Width: strconv.FormatFloat(share, 'f', 1, 64) + "%", Percent: strconv.FormatFloat(share, 'f', 0, 64) + " %",
		})
	}
	return rows
}

func (c *BatchCard) setKind(event vugu.DOMEvent) {
	if k := engine.Kind(event.PropString("target", "value")); slices.Contains(c.State.batchKinds(), k) {
		c.State.Batch.Kind = k
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

// KindOption is a kind to choose.
type KindOption struct {
	Value, Label string
	Selected     bool
}

// options are the kinds that there is a model for and that can be made in any number.
func (c *BatchCard) options() []KindOption {
	var options []KindOption
	for _, k := range c.State.batchKinds() {
		options = append(options, KindOption{string(k), kindLabel(k), k == c.State.Batch.Kind})
	}
	return options
}

// counts are how many questions can be run.
func (c *BatchCard) counts() []KindOption {
	var options []KindOption
	for _, n := range []int{20, 100, 500, engine.MaxBatch} {
		options = append(options, KindOption{strconv.Itoa(n), strconv.Itoa(n), n == c.State.Batch.Count})
	}
	return options
}
