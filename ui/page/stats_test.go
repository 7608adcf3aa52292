package page

import (
	"math"
	"testing"
)

func TestWilson(t *testing.T) {
	for _, tt := range []struct {
		right, n  int
		low, high float64
	}{{0, 0, 0, 1}, {100, 100, 0.9630, 1}, {0, 10, 0, 0.2775}, {50, 100, 0.4038, 0.5962}, {9, 10, 0.5958, 0.9821}} {
		if low, high := wilson(tt.right, tt.n); math.Abs(low-tt.low) > 1e-4 || math.Abs(high-tt.high) > 1e-4 {
			t.Errorf("wilson(%d, %d) = %.4f, %.4f; want %.4f, %.4f", tt.right, tt.n, low, high, tt.low, tt.high)
		}
	}
}
