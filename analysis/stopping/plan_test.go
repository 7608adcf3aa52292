package stopping

import (
	"errors"
	"math/rand/v2"
	"testing"
)

// TestPlan checks that the control plans well if the state before the first thought tells how many it takes, and no
// better than a fixed number if it tells nothing.
func TestPlan(t *testing.T) {
	for _, telling := range []bool{true, false} {
		questions, rng := made(1000, 5, 0.2, 3), rand.New(rand.NewPCG(1, 9))
		for i := range questions {
			q := &questions[i]
			q.Asked = make([]float32, 6)
			told := q.Needed
			if !telling {
				told = 1 + rng.IntN(5)
			}
			q.Asked[told] = 1
			q.Stop = q.Needed
		}
		head := OwnStops(questions)
		p, err := Plan(head, questions)
		if err != nil {
			t.Fatal(err)
		}
		fixed := Compare(head, questions, 1)[2]
		if p.Name != PolicyPlanned || p.N != len(questions) || p.Thoughts < head.Mean() || p.Thoughts > head.Mean()+0.1 {
			t.Errorf("telling %t: %+v", telling, p)
		}
		if telling && (p.Lost != 0 || p.Early != 0) {
			t.Errorf("the state tells how many thoughts: %d are lost, %d too few", p.Lost, p.Early)
		}
		if !telling && (p.Right > fixed.Right+60 || p.Lost == 0) {
			t.Errorf("the state tells nothing: %d right, by a fixed number %d", p.Right, fixed.Right)
		}
	}
}

// TestPlanErrors: too few questions to leave any to fit to.
func TestPlanErrors(t *testing.T) {
	questions := made(1, 5, 0, 1)
	if _, err := Plan(all(questions), questions); !errors.Is(err, ErrFit) {
		t.Errorf("one question: %v, want ErrFit", err)
	}
}
