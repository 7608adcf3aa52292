package simd

import "math"

// A float16 has 5 bits of exponent, biased by 15, and 10 of fraction; a float32 has 8, biased by 127, and 23.
const (
	halfSign     = 1 << 15
	halfInfinity = 0x1f << 10 // and what is no number
	halfShift    = 13         // from the fraction of one to that of the other
)

// rebias is what turns the exponent of one into that of the other, as a factor. It makes normal numbers of subnormal
// ones, too.
var rebias = math.Float32frombits((127 + 127 - 15) << 23)

// isHalf reports whether a float32 is a finite number that a float16 can hold.
func isHalf(bits uint32) bool {
	const smallest, normal = 127 - 14, 30 // exponents of normal numbers, which nearly all are
	return bits>>23&0xff-smallest < normal && bits&spareBits == 0 || isSmallHalf(bits)
}

// isSmallHalf is isHalf for all numbers.
func isSmallHalf(bits uint32) bool {
	half := halfBits(bits)
	return half&halfInfinity != halfInfinity && floatBits(half) == bits
}

// floatBits returns a finite float16 as a float32, both as bits.
func floatBits(half uint16) uint32 {
	magnitude := math.Float32frombits(uint32(half&^halfSign) << halfShift)
	return math.Float32bits(magnitude*rebias) | uint32(half&halfSign)<<16
}

// halfBits does the opposite for a float32 that a float16 can hold; of another it makes some float16.
func halfBits(bits uint32) uint16 {
	magnitude := math.Float32frombits(bits &^ (1 << 31))
	return uint16(math.Float32bits(magnitude/rebias)>>halfShift)&^halfSign | uint16(bits>>16)&halfSign
}
