package simd

import "math"

// extremesGeneric returns the bits of the largest x[i], at least 0, and of the magnitude of the smallest, at most 0. As
// integers, the bits of positive floats are ordered like them, NaN is above everything, and the bits of negative ones
// are negative; with the sign flipped it is the other way round.
func extremesGeneric(x []float32) (high, low uint32) {
	var h, l int32
	for _, v := range x {
		bits := math.Float32bits(v)
		h, l = max(h, int32(bits)), max(l, int32(bits^signBit))
	}
	return uint32(h), uint32(l)
}

// roundAway rounds half away from zero.
func roundAway(v float32) int32 {
	return int32(v + math.Float32frombits(math.Float32bits(v)&signBit|almostHalf))
}
