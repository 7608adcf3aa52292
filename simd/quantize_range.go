package simd

import "math"

// rangeSteps is how many steps QuantizeRange cuts a range into: 7 bits.
const rangeSteps = 127

// QuantizeRange turns a vector into integers that are at most 127 apart, with one scale: where low <= 0 <= high are the
// ends of its range, scale = (high-low)/127 and dst[i] = x[i]·(127/(high-low)), rounded to the nearest integer, half
// away from zero, but at most the lowest plus 127. Such integers, minus the lowest, fit the operand of 7 bits that
// instructions of relaxed SIMD and AVX2 have. Where one value is much larger than the others, as an outlier is, they
// are twice as fine as QuantizeVec's with 63 levels.
//
// A vector whose range is below 1e-30 is zero with scale 0. If x holds a NaN, an infinity, or values further apart than
// the largest float32, dst is zero and the scale NaN, so that it shows in whatever is computed from it.
func QuantizeRange(dst []int8, x []float32) (scale float32) {
	checkLength("QuantizeRange", len(x), len(dst))
	dst = dst[:len(x)]
	g := rangeGrid(x)
	if g.inverse == 0 {
		clear(dst)
		return g.scale
	}
	for i, v := range x {
		dst[i] = int8(g.round(v))
	}
	return g.scale
}

// grid are the integers that a block's values are rounded to: multiples of scale, up to limit.
type grid struct {
	scale, inverse float32 // inverse is 0 if all integers are to be 0
	low, limit     int32   // the lowest, if that is known, and the most there may be
}

// round rounds half away from zero.
func (g *grid) round(v float32) int32 { return min(roundAway(float32(v*g.inverse)), g.limit) }

// rangeGrid is QuantizeRange's.
func rangeGrid(x []float32) grid {
	highBits, lowBits := extremes(x)
	high, low := math.Float32frombits(highBits), -math.Float32frombits(lowBits)
	span := high - low
	switch {
	case !(span <= math.MaxFloat32):
		return grid{scale: float32(math.NaN())}
	case span < smallestMaximum:
		return grid{}
	}
	inverse := rangeSteps / span
	lowest := roundAway(float32(low * inverse))
	return grid{scale: span / rangeSteps, inverse: inverse, low: lowest, limit: lowest + rangeSteps}
}

// largestGrid is that of QuantizeVec with q4Levels.
func largestGrid(x []float32) grid {
	largest := math.Float32frombits(maxMagnitude(x))
	switch {
	case !(largest <= math.MaxFloat32):
		return grid{scale: float32(math.NaN())}
	case largest < smallestMaximum:
		return grid{}
	}
	return grid{scale: largest / q4Levels, inverse: q4Levels / largest, limit: q4Levels}
}
