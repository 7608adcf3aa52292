package simd

import "math"

// MaxInt16 is the largest magnitude that ToInt16 writes.
const MaxInt16 = math.MaxInt16

// ToInt16 rounds x to multiples of a scale, which it returns: the largest magnitude over MaxInt16. Halves go to even
// numbers. A vector of zeros has the scale 0, and one with an infinity or NaN becomes useless, but the same everywhere.
func ToInt16(dst []int16, x []float32) (scale float32) {
	checkLength("ToInt16", len(dst), len(x))
	highest := math.Float32frombits(maxMagnitude(x))
	scale = highest / MaxInt16
	if scale == 0 {
		clear(dst[:len(x)])
		return 0
	}
	for i, v := range x {
		dst[i] = round16(float64(v) / float64(scale))
	}
	return scale
}

// round16 rounds to the nearest number in range, NaN to the lowest. Only a scale that is subnormal needs the range.
func round16(x float64) int16 {
	switch x = math.RoundToEven(x); {
	case x > MaxInt16:
		return MaxInt16
	case x >= -MaxInt16:
		return int16(x)
	}
	return -MaxInt16
}

// FromInt16 turns rows of what ToInt16 wrote back, each with its scale: dst[r·cols+c] = src[r·cols+c]·scales[r].
func FromInt16(dst []float32, src []int16, scales []float32, cols int) {
	checkMatrix("FromInt16", len(scales), len(src), cols, len(scales), cols)
	checkLength("FromInt16", len(dst), len(src))
	fromInt16(dst[:len(src)], src, scales, cols)
}
