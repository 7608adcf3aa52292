package simd

import "math"

// rangeSteps is how many steps QuantizeRange cuts a range into: 7 bits.
const rangeSteps = 127

// QuantizeRange turns a vector into integers that are at most 127 apart, with one scale: where low <= 0 <= high are the
// ends of its range, scale = (high-low)/127 and dst[i] = x[i]·(127/(high-low)), rounded to the nearest integer, half away
// from zero, but at most the lowest plus 127. Such integers, minus the lowest, fit the operand of 7 bits that
// instructions of relaxed SIMD and AVX2 have. Where one value is much larger than the others, as an outlier is, they
// are twice as fine as QuantizeVec's with 63 levels.
//
// A vector whose range is below 1e-30 is zero with scale 0. If x holds a NaN, an infinity, or values further apart than
// the largest float32, dst is zero and the scale NaN, so that it shows in whatever is computed from it.
func QuantizeRange(dst []int8, x []float32) (scale float32) {
	checkLength("QuantizeRange", len(x), len(dst))
	dst = dst[:len(x)]
	highBits, lowBits := extremes(x)
	high, low := math.Float32frombits(highBits), -math.Float32frombits(lowBits)
	span := high - low
	switch {
	case !(span <= math.MaxFloat32):
		clear(dst)
		return float32(math.NaN())
	case span < smallestMaximum:
		clear(dst)
		return 0
	}
	inverse := rangeSteps / span
	quantizeUpTo(dst, x, inverse, roundAway(float32(low*inverse))+rangeSteps)
	return span / rangeSteps
}
