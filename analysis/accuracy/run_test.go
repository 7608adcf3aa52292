package accuracy

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// echo answers a question with its number and depth.
func echo(_ context.Context, question, depth int) (Answer, error) {
	return Answer{Said: fmt.Sprintf("%d@%d", question, depth)}, nil
}

// TestRun asks what is not known, on several jobs, and gives all in order.
func TestRun(t *testing.T) {
	heard := 0
	known := []Answer{{Question: 1, Depth: 3, Said: "known"}, {Question: 1, Depth: 9, Said: "of another depth"},
		{Question: 7, Depth: 3, Said: "behind the limit"}}
	p := Plan{Questions: 5, Depths: []int{3, 0}, Jobs: 4, Known: known, Done: func(Answer) error { heard++; return nil }}
	if n := p.Missing(); n != 9 {
		t.Errorf("%d are missing, want 9", n)
	}
	all, err := p.Run(t.Context(), echo)
	if err != nil || len(all) != 2 || heard != 9 {
		t.Fatalf("%+v, %v; heard of %d", all, err, heard)
	}
	for i, depth := range p.Depths {
		for q, a := range all[i] {
			want := fmt.Sprintf("%d@%d", q, depth)
			if depth == 3 && q == 1 {
				want = "known"
			}
			if a.Said != want || a.Question != q || a.Depth != depth {
				t.Errorf("depth %d, question %d: %+v, want %q", depth, q, a, want)
			}
		}
	}
}

// TestJobs lets as many questions wait for each other as there are jobs.
func TestJobs(t *testing.T) {
	const jobs = 3
	var together sync.WaitGroup
	together.Add(jobs)
	p := Plan{Questions: jobs, Depths: []int{0}, Jobs: jobs}
	if _, err := p.Run(t.Context(), func(ctx context.Context, q, d int) (Answer, error) {
		together.Done()
		together.Wait()
		return echo(ctx, q, d)
	}); err != nil {
		t.Error(err)
	}
}

// TestRunEnds stops a run in every way: nothing new begins, and the reason is returned.
func TestRunEnds(t *testing.T) {
	why := errors.New("enough")
	for name, c := range map[string]struct {
		ask  func(ctx context.Context, q int, stop func()) error
		done error
		want string
	}{
		"the caller":   {func(_ context.Context, _ int, stop func()) error { stop(); return nil }, nil, "enough"},
		"the question": {func(context.Context, int, func()) error { return why }, nil, "question 0: enough"},
		"the journal":  {func(context.Context, int, func()) error { return nil }, why, "enough"},
	} {
		ctx, stop := context.WithCancelCause(t.Context())
		var asked atomic.Int32
		p := Plan{Questions: 1000, Depths: []int{0}, Jobs: 1, Done: func(Answer) error { return c.done }}
		all, err := p.Run(ctx, func(ctx context.Context, q, _ int) (Answer, error) {
			asked.Add(1)
			return Answer{}, c.ask(ctx, q, func() { stop(why) })
		})
		if !errors.Is(err, why) || err.Error() != c.want || all != nil {
			t.Errorf("%s: %v, %v; want %q", name, all, err, c.want)
		}
		if n := asked.Load(); n > 5 {
			t.Errorf("%s: %d questions were asked after the end", name, n)
		}
		stop(nil)
	}
}
