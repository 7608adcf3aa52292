package stopping

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// made are questions of up to most thoughts, whose states tell by their first number, with noise, how far the thinking
// is, and by the others nothing. An answer is right once there are thoughts enough, and else by a coin.
func made(n, most int, noise float64, seed uint64) []Question {
	rng := rand.New(rand.NewPCG(seed, 7))
	questions := make([]Question, n)
	for i := range questions {
		q := &questions[i]
		q.Needed = 1 + rng.IntN(most)
		for k := 1; k <= most; k++ {
			done := float64(k-q.Needed) + 0.5 + noise*rng.NormFloat64()
			q.States = append(q.States, []float32{float32(done), rng.Float32(), rng.Float32()})
			q.Right = append(q.Right, k >= q.Needed || rng.IntN(2) == 0)
		}
	}
	return questions
}

// TestFit checks that the head finds what tells the states apart, also in questions that it was not fitted to, and that
// it is where the loss is least.
func TestFit(t *testing.T) {
	h, err := Fit(made(500, 5, 0.2, 1))
	if err != nil {
		t.Fatal(err)
	}
	others, wrong := made(500, 5, 0.2, 2), 0
	for i, k := range h.Stops(others) {
		if k != others[i].Needed {
			wrong++
		}
	}
	if wrong > 25 {
		t.Errorf("%d of 500 stop elsewhere than where they should", wrong)
	}
	questions := made(500, 5, 0.2, 1)
	least := loss(h, questions)
	for i := range h.Weights {
		for _, by := range []float32{-0.05, 0.05} {
			moved := Head{append([]float32{}, h.Weights...), h.Bias}
			moved.Weights[i] += by
			if l := loss(moved, questions); l < least {
				t.Errorf("weight %d moved by %v: loss %v, less than %v", i, by, l, least)
			}
		}
	}
}

// loss is what Fit makes small, written down another way.
func loss(h Head, questions []Question) float64 {
	sum, n := 0.0, 0.0
	for _, q := range questions {
		for k, s := range q.States {
			score := float64(h.Score(s))
			if k+1 < q.Needed {
				score = -score
			}
			sum, n = sum-math.Log(1/(1+math.Exp(-score))), n+1
		}
	}
	for _, w := range h.Weights {
		sum += n * ridge / 2 * float64(w) * float64(w)
	}
	return sum / n
}

func TestFitErrors(t *testing.T) {
	alike := made(50, 5, 0, 1)
	for i := range alike {
		alike[i].Needed = 1
	}
	for name, questions := range map[string][]Question{"none": nil, "always enough": alike} {
		if _, err := Fit(questions); !errors.Is(err, ErrFit) {
			t.Errorf("%s: %v, want ErrFit", name, err)
		}
	}
	lost := made(50, 5, 0.2, 1)
	lost[3].States[2][1] = float32(math.NaN())
	if _, err := Fit(lost); !errors.Is(err, ErrFit) {
		t.Errorf("a state that is no number: %v, want ErrFit", err)
	}
}

// TestSolve checks the equations that Newton's method solves, by multiplying again.
func TestSolve(t *testing.T) {
	a := [][]float64{{4, 2, 0.5}, {2, 3, 1}, {0.5, 1, 5}}
	want := []float64{1, -2, 3}
	b := make([]float64, 3)
	lower := make([][]float64, 3)
	for i := range a {
		lower[i] = make([]float64, 3)
		copy(lower[i][:i+1], a[i])
		for j := range a {
			b[i] += a[i][j] * want[j]
		}
	}
	if err := solve(lower, b); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		if math.Abs(b[i]-want[i]) > 1e-12 {
			t.Errorf("x = %v, want %v", b, want)
		}
	}
	if err := solve([][]float64{{1, 0}, {2, 1}}, make([]float64, 2)); !errors.Is(err, ErrFit) {
		t.Errorf("a matrix that is not positive: %v, want ErrFit", err)
	}
}
