package simd

import "math"

// maxMagnitudeGeneric returns the bits of the largest |x[i]|. Without their sign, floats are ordered like their bits,
// and NaN is above everything.
func maxMagnitudeGeneric(x []float32) uint32 {
	var m uint32
	for _, v := range x {
		m = max(m, math.Float32bits(v)&^signBit)
	}
	return m
}

const (
	signBit = 1 << 31
	// almostHalf is the largest float32 below ½. Adding it before truncating rounds half away from zero correctly, whereas
	// ½ itself would lift 0.49999997 to 1.
	almostHalf = 0x3effffff
)

// quantizeGeneric sets dst[i] = x[i]·inverse, rounded half away from zero.
func quantizeGeneric(dst []int8, x []float32, inverse float32) {
	for i, v := range x {
		t := float32(v * inverse)
		half := math.Float32frombits(math.Float32bits(t)&signBit | almostHalf)
		dst[i] = int8(int32(t + half))
	}
}
