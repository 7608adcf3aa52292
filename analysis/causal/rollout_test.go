package causal

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
)

// TestRollouts samples from a model that says "right" in as many of 12 samples as there are thoughts, in two others
// nothing, and else something different each time; without sampling it is right from the second thought on.
func TestRollouts(t *testing.T) {
	s := Study{Items: items(t, 3), Thoughts: 3, Jobs: 2, Same: func(a, b string) bool { return a == b }}
	seeds := make(chan uint64, 1000)
	s.Ask = func(_ context.Context, _ tasks.Item, c Change) (accuracy.Answer, error) {
		if c.Sampling == (runtime.Sampling{}) {
			return accuracy.Answer{Said: "x", Right: c.Thoughts >= 2}, nil
		}
		if c.Sampling.Temperature != 0.7 {
			t.Errorf("sampling %+v", c.Sampling)
		}
		seeds <- c.Sampling.Seed
		run := int((c.Sampling.Seed^5)&0xffffffff) - c.Thoughts*13 - 1
		switch {
		case run < c.Thoughts:
			return accuracy.Answer{Said: "right", Right: true}, nil
		case run < c.Thoughts+2:
			return accuracy.Answer{}, nil
		}
		return accuracy.Answer{Said: fmt.Sprint("wrong ", run)}, nil
	}
	all, err := s.Rollouts(t.Context(), 12, runtime.Sampling{Temperature: 0.7, Seed: 5})
	if err != nil || len(all) != 4 {
		t.Fatalf("%+v, %v", all, err)
	}
	for k, r := range all {
		wantDistinct := 12 - 2 - k
		if k > 0 {
			wantDistinct++
		}
		if r.Thoughts != k || r.N != 3 || r.Samples != 12 || math.Abs(r.Pass1-float64(k)/12) > 1e-12 ||
			math.Abs(r.Distinct-float64(wantDistinct)) > 1e-12 || math.Abs(r.Silent-1.0/6) > 1e-12 {
			t.Errorf("%d thoughts: %+v", k, r)
		}
		if want := map[bool]int{true: 3}[k >= 1]; r.Pass.Count != want {
			t.Errorf("%d thoughts: %d questions have a right sample, want %d", k, r.Pass.Count, want)
		}
		// Two silent samples agree, too: they outvote one right one, and tie with two, which come first.
		if want := map[bool]int{true: 3}[k >= 2]; r.Majority.Count != want || r.Greedy.Count != want {
			t.Errorf("%d thoughts: majority %d, likeliest %d, want %d", k, r.Majority.Count, r.Greedy.Count, want)
		}
	}
	if a, b := all[3].Pass10, 1-9.0/12*8/11*7/10*6/9*5/8*4/7*3/6*2/5*1/4*0; math.Abs(a-b) > 1e-12 {
		t.Errorf("one of ten is right with %v, want %v", a, b)
	}
	if a, b := all[1].Pass10, 10.0/12; math.Abs(a-b) > 1e-12 { // the right one is among the ten
		t.Errorf("one of ten is right with %v, want %v", a, b)
	}
	close(seeds)
	different := map[uint64]bool{}
	for seed := range seeds {
		different[seed] = true
	}
	if len(different) != 3*4*12 {
		t.Errorf("%d different seeds of %d samples", len(different), 3*4*12)
	}
}

func TestPassAt(t *testing.T) {
	for _, c := range []struct {
		k, right, n int
		want        float64
	}{{1, 0, 5, 0}, {1, 2, 5, 0.4}, {5, 1, 5, 1}, {2, 1, 4, 0.5}, {2, 3, 4, 1}, {10, 5, 5, 0}} {
		if got := passAt(c.k, c.right, c.n); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("pass@%d with %d of %d right is %v, want %v", c.k, c.right, c.n, got, c.want)
		}
	}
}
