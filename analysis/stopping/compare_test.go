package stopping

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestControls checks that the controls take as many thoughts as the head in all, and the shuffled one the same
// numbers.
func TestControls(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		head := make(Stops, 1+rng.IntN(20))
		for i := range head {
			head[i] = 1 + rng.IntN(6)
		}
		fixed, shuffled := head.fixed(rng), head.shuffled(rng)
		if fixed.total() != head.total() || slices.Max(fixed)-slices.Min(fixed) > 1 {
			t.Fatalf("%v: fixed %v", head, fixed)
		}
		sorted, same := slices.Sorted(slices.Values(head)), slices.Sorted(slices.Values(shuffled))
		if !slices.Equal(sorted, same) {
			t.Fatalf("%v: shuffled %v", head, shuffled)
		}
	}
}

// TestCompare checks every figure on four questions, and that a head that knows is better than the controls.
func TestCompare(t *testing.T) {
	questions := []Question{
		{Needed: 1, Right: []bool{true, true, true}, Stop: 1},
		{Needed: 2, Right: []bool{false, true, true}, Stop: 2},
		{Needed: 2, Right: []bool{false, true, true}, Stop: 3},
		{Needed: 3, Right: []bool{true, false, true}, Stop: 2},
	}
	policies := Compare(OwnStops(questions), questions, 1)
	head, full, needed := policies[0], policies[1], policies[4]
	if head.Name != PolicyHead || head.Right != 3 || head.Accuracy != 0.75 || head.Thoughts != 2 || head.Early != 1 ||
		head.N != 4 || head.Lost != 0 || head.Gained != 0 {
		t.Errorf("the head: %+v", head)
	}
	two := head.Depths[1]
	if two.Needed != 2 || two.N != 2 || two.Right != 2 || two.Thoughts != 2.5 || !slices.Equal(two.Stops, []int{0, 1, 1}) {
		t.Errorf("the questions that need two: %+v", two)
	}
	if full.Name != PolicyAll || full.Right != 4 || full.Thoughts != 3 || full.Gained != 1 || full.Lost != 0 {
		t.Errorf("all thoughts: %+v", full)
	}
	if needed.Name != PolicyNeeded || needed.Right != 4 || needed.Thoughts != 2 || needed.Early != 0 {
		t.Errorf("as needed: %+v", needed)
	}

	known := made(2000, 5, 0, 3)
	for i := range known {
		known[i].Stop = known[i].Needed
	}
	policies = Compare(OwnStops(known), known, 1)
	for _, p := range policies[2:4] {
		if p.Thoughts != policies[0].Thoughts || p.Right >= policies[0].Right || p.P > 1e-6 || p.Early == 0 {
			t.Errorf("the control %s: %+v", p.Name, p)
		}
	}
}

// TestCautious checks that a head that stops too early is made to wait until it costs no more than was allowed, and
// that one that cannot save anything is refused.
func TestCautious(t *testing.T) {
	questions := made(1000, 6, 1, 4)
	hasty := Head{[]float32{1, 0, 0}, 3}
	before, full := hasty.Stops(questions), all(questions)
	for _, most := range []float64{0, 0.01, 0.1} {
		h, err := hasty.Cautious(questions, most)
		if err != nil {
			t.Fatal(err)
		}
		stops := h.Stops(questions)
		if lost := full.right(questions) - stops.right(questions); float64(lost) > 1000*most {
			t.Errorf("cost %v: %d answers of 1000 are lost", most, lost)
		}
		if stops.total() <= before.total() || stops.total() >= full.total() {
			t.Errorf("cost %v: %v thoughts on average, %v before, %v in all", most, stops.Mean(), before.Mean(), full.Mean())
		}
	}
	for i := range questions { // only the last thought is enough, and the states say nothing
		q := &questions[i]
		q.Right = []bool{false, false, false, false, false, true}
		for k := range q.States {
			q.States[k][0] = float32(i % 7)
		}
	}
	if _, err := hasty.Cautious(questions, 0); !errors.Is(err, ErrFit) {
		t.Errorf("a head that cannot know: %v, want ErrFit", err)
	}
}
