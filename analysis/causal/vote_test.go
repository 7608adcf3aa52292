package causal

import (
	"context"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/tasks"
)

// TestVote lets a model vote that answers rightly in some of five runs of each question, and checks its confidence and
// the curve.
func TestVote(t *testing.T) {
	all := items(t, 4)
	rightOf := []int{5, 4, 2, 3} // runs with the right answer, of five
	var mu sync.Mutex
	seeds := map[uint64]bool{}
	s := Study{Items: all, Thoughts: 6, Jobs: 2, Same: func(a, b string) bool { return a == b }}
	s.Ask = func(_ context.Context, it tasks.Item, c Change) (accuracy.Answer, error) {
		noise := c.Changes[0]
		if noise.Kind != intervene.Noise || noise.Amount != 0.5 || noise.Thought != 0 || c.Thoughts != 6 {
			t.Errorf("change %+v", c)
		}
		mu.Lock()
		defer mu.Unlock()
		seeds[noise.Seed] = true
		question, run := noise.Seed>>32, int(noise.Seed&0xffffffff)
		if run < rightOf[question] {
			return accuracy.Answer{Said: "right", Right: true}, nil
		}
		return accuracy.Answer{Said: "wrong"}, nil
	}
	ballots, err := s.Vote(t.Context(), 5, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	want := []Ballot{{"right", true, 1}, {"right", true, 0.8}, {"wrong", false, 0.6}, {"right", true, 0.6}}
	for i, b := range ballots {
		if b != want[i] {
			t.Errorf("question %d: %+v, want %+v", i, b, want[i])
		}
	}
	if len(seeds) != 20 {
		t.Errorf("%d different noises in 20 runs", len(seeds))
	}
	curve := Curve(ballots)
	if len(curve) != 3 || curve[0].Answered != 4 || curve[0].Right != 3 || curve[1].Threshold != 0.8 ||
		curve[1].Coverage != 0.5 || curve[1].Accuracy != 1 || curve[2].Answered != 1 || curve[2].High != 1 {
		t.Errorf("curve %+v", curve)
	}
	if Curve(nil) != nil {
		t.Error("a curve of nothing")
	}
}
