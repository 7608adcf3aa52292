package simd

import "math"

// smallestMaximum is the largest magnitude that QuantizeVec treats as zero: dividing the number of levels by anything
// smaller would overflow.
const smallestMaximum = 1e-30

// QuantizeVec turns a vector into integers of magnitude at most levels, 1 to 127, with one scale, symmetrically: scale
// = max|x|/levels and dst[i] = x[i]·(levels/max|x|), rounded to the nearest integer, half away from zero, so that x[i]
// ≈ dst[i]·scale.
//
// A vector whose magnitudes are all below 1e-30 is zero with scale 0. If x holds a NaN or an infinity, dst is zero and
// the scale NaN, so that it shows in whatever is computed from it.
func QuantizeVec(dst []int8, x []float32, levels int) (scale float32) {
	checkLength("QuantizeVec", len(x), len(dst))
	dst = dst[:len(x)]
	largest := math.Float32frombits(maxMagnitude(x))
	switch {
	case !(largest <= math.MaxFloat32):
		clear(dst)
		return float32(math.NaN())
	case largest < smallestMaximum:
		clear(dst)
		return 0
	}
	quantize(dst, x, float32(levels)/largest)
	return largest / float32(levels)
}
