package interval

import (
	"math"
	"testing"
)

// TestMean compares with t times s/√n, worked out by hand from the tables' t of 12.706, 4.303 and 1.984.
func TestMean(t *testing.T) {
	many := make([]float64, 100)
	for i := range many {
		many[i] = float64(i % 2)
	}
	for name, tt := range map[string]struct {
		of         []float64
		mean, half float64
		off        float64
	}{
		"two":   {[]float64{1, 2}, 1.5, 6.3531, 1e-3},
		"three": {[]float64{99.2, 99.7, 98.1}, 99, 2.0338, 1e-3},
		"equal": {[]float64{100, 100, 100}, 100, 0, 0},
		"many":  {many, 0.5, 0.0997, 2e-3}, // by the normal distribution 0.0985
		"one":   {[]float64{7}, 7, math.Inf(1), 0},
	} {
		mean, half := Mean(tt.of)
		if math.Abs(mean-tt.mean) > 1e-9 || half != tt.half && !(math.Abs(half-tt.half) <= tt.off) {
			t.Errorf("%s: %v ± %v, want %v ± %v", name, mean, half, tt.mean, tt.half)
		}
	}
	if mean, half := Mean(nil); !math.IsNaN(mean) || !math.IsNaN(half) {
		t.Errorf("of nothing: %v ± %v", mean, half)
	}
}
