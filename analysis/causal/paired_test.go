package causal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPair holds McNemar's test against sums of binomial coefficients, computed with Python's math.comb, and the
// interval against its formula, worked out in Python, for 7 lost and 1 gained of 21.
func TestPair(t *testing.T) {
	for _, c := range []struct {
		lost, gained int
		p, g         float64
	}{
		{10, 2, 0.03857421875, 10.0/12 - 0.5}, {0, 5, 0.0625, 0.5}, {5, 5, 1, 0}, {0, 0, 1, 0},
		{174, 0, 8.352389719038111e-53, 0.5}, {3, 9, 0.14599609375, 0.25},
	} {
		got := Pair(300, c.lost, c.gained)
		if math.Abs(got.P-c.p) > 1e-9*c.p || math.Abs(got.G-c.g) > 1e-12 {
			t.Errorf("%d lost, %d gained: p %v, g %v; want %v, %v", c.lost, c.gained, got.P, got.G, c.p, c.g)
		}
		if got.Difference < got.Low || got.Difference > got.High {
			t.Errorf("%d lost, %d gained: %v is not within %v to %v", c.lost, c.gained, got.Difference, got.Low, got.High)
		}
	}
	if got := Pair(21, 7, 1); math.Abs(got.Low+0.5083593086186069) > 1e-6 ||
		math.Abs(got.High+0.013379821816175724) > 1e-6 {
		t.Errorf("interval %.9f to %.9f", got.Low, got.High)
	}
	if got := Pair(0, 0, 0); got.P != 1 || got.Low != 0 || got.High != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestIntervalCovers draws paired answers and checks that the interval holds the true difference about as often as it
// says.
func TestIntervalCovers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const runs, n, lose, gain = 4000, 100, 0.12, 0.05
	held := 0
	for range runs {
		lost, gained := 0, 0
		for range n {
			switch u := rng.Float64(); {
			case u < lose:
				lost++
			case u < lose+gain:
				gained++
			}
		}
		if p := Pair(n, lost, gained); p.Low <= gain-lose && gain-lose <= p.High {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.94 || share > 0.975 {
		t.Errorf("the interval holds the difference in %.1f %% of runs", 100*share)
	}
}

func TestHolm(t *testing.T) {
	got := holm([]float64{0.01, 0.04, 0.03, 0.005})
	want := []float64{0.03, 0.06, 0.06, 0.02}
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := holm([]float64{0.9, 0.8}); !slices.Equal(got, []float64{1, 1}) {
		t.Errorf("%v, want 1 and 1", got)
	}
}
