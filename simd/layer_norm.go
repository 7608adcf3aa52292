package simd

import "math"

// LayerNorm normalizes x to mean 0 and variance 1, then scales and shifts it: dst[i] =
// (x[i]-mean)/√(variance+eps)·gain[i] + bias[i]. The variance is the biased one (divided by n) of the centred values;
// both sums are in the package's fixed order. dst may be x.
func LayerNorm(dst, x, gain, bias []float32, eps float32) {
	n := len(x)
	if n == 0 {
		return
	}
	checkLength("LayerNorm", n, len(dst), len(gain), len(bias))
	mean := sum(x) / float32(n)
	variance := sumSquares(x, mean) / float32(n)
	scale := 1 / sqrt(variance+eps)
	normalize(dst[:n], x, gain[:n], bias[:n], mean, scale)
}

// sqrt returns the correctly rounded square root: float64 has more than twice the digits, so rounding twice is as good
// as once.
func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
