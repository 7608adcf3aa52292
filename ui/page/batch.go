package page

import (
	"strconv"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/internal/order"
	"github.com/coconut-page/coconut/tasks"
)

// BatchState is what the visitor chose for a batch of questions, and the last batch with its results.
type BatchState struct {
	Kind   engine.Kind
	Count  int
	AtOnce bool // without thoughts
	Traces bool // with every question's trace

	Run   engine.Batch // the one under way, or the last one
	Items []engine.BatchItem
}

// StartBatch asks Batch.Count questions, with seeds from the seed of the question in the box.
func (s *State) StartBatch() {
	if s.Busy() {
		return
	}
	s.start(BatchJob)
}

func (s *State) runBatch() {
	b := &s.Batch
	b.Run = engine.Batch{
		Kind: b.Kind, Seed: s.Seed, Count: b.Count, Thoughts: s.Thoughts, AtOnce: b.AtOnce, Traces: b.Traces,
	}
	if task := taskOf(b.Kind); task != s.Info.Task {
		for _, m := range s.Info.Models {
			if m.Name == s.modelFor(task) {
				b.Run.Model, b.Run.Thoughts = m.Name, m.Thoughts
			}
		}
	}
	b.Items = nil
	s.Status = Say("Asking {n question}.", b.Count)
	s.Engine.Batch(b.Run)
}

// OnTally implements engine.Listener.
func (s *State) OnTally(items []engine.BatchItem) {
	if s.JobKind == StudyJob {
		s.Study.count(items)
		return
	}
	if s.JobKind == TallyJob {
		s.Tally.count(items)
		return
	}
	s.Batch.Items = append(s.Batch.Items, items...)
}

// Right counts the right answers among all questions whose answer is hops facts away, or among all if hops is -1.
func (b *BatchState) Right(hops int) (right, all int) {
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

// Summary is the accuracy with its confidence interval, "" while there are no results.
func (b *BatchState) Summary() string {
	right, all := b.Right(-1)
	if all == 0 {
		return ""
	}
	low, high := interval.Wilson(right, all)
	share := 100 * float64(right) / float64(all)
	return Say("{n} of {m} right: {Share} % (95 % confidence: {Low} to {High} %).", right, all, tenths(share),
		tenths(100*low), tenths(100*high))
}

// tenths writes a number with one digit behind the point.
func tenths(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// Median is the median time of a question in milliseconds.
func (b *BatchState) Median() float64 {
	if len(b.Items) == 0 {
		return 0
	}
	times := make([]float64, len(b.Items))
	for i, it := range b.Items {
		times[i] = it.Millis
	}
	order.Sort(len(times), func(i, j int) bool { return times[i] < times[j] },
		func(i, j int) { times[i], times[j] = times[j], times[i] })
	return times[len(times)/2]
}
