package quant

import "math"

// The block formats' scales are float16 in files. They are few, so these conversions may be plain.

// largestHalf is the largest finite float16.
const largestHalf = 65504

// fromHalf returns the number that a float16's bits stand for.
func fromHalf(bits uint16) float32 {
	sign, exponent, fraction := uint32(bits>>15)<<31, uint32(bits>>10&31), uint32(bits&1023)
	switch exponent {
	case 0: // zero and subnormal numbers: fraction·2⁻²⁴
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*0x1p-24))
	case 31:
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

// toHalf returns the bits of the float16 nearest to v, the even one of two; beyond the largest that is infinity.
func toHalf(v float64) uint16 {
	sign := uint16(math.Float64bits(v) >> 63 << 15)
	v = math.Abs(v)
	if v >= largestHalf+16 { // half a unit in the last place above the largest
		return sign | 31<<10
	}
	// A float16 is a multiple of its unit, and adding one to the bits gives the next, whatever their exponents.
	unit, from := 0x1p-24, uint16(0)
	if v >= 0x1p-14 {
		_, exponent := math.Frexp(v)
		unit = math.Ldexp(1, exponent-11)
		from = uint16(exponent+13) << 10
	}
	return sign | (from + uint16(math.RoundToEven(v/unit)))
}
