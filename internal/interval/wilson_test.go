package interval

import (
	"math"
	"testing"
)

// TestWilson holds the interval against its definition: its ends are the shares p from which the one that was seen is
// 1.959964 standard errors of p away. The figures are that equation's solutions, found by bisection.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		right, n  int
		low, high float64
	}{
		{0, 0, 0, 1},
		{0, 10, 0, 0.2775},
		{0, 5, 0, 0.4345},
		{10, 10, 0.7225, 1},
		{1, 2, 0.0945, 0.9055},
		{3, 100, 0.0103, 0.0845},
		{450, 1319, 0.3161, 0.3672},
		{100, 100, 0.9630, 1},
		{50, 100, 0.4038, 0.5962},
		{9, 10, 0.5958, 0.9821},
	} {
		low, high := Wilson(c.right, c.n)
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 ||
			c.right == 0 && low != 0 || c.right == c.n && high != 1 {
			t.Errorf("%d of %d: %.4f to %.4f, want %v to %v", c.right, c.n, low, high, c.low, c.high)
		}
	}
}
