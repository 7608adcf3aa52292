package simd

import (
	"math"
	"testing"
)

// TestHalves goes through all float16: each comes back, is a float32 whose neighbours are none, and has the value that
// its fields say.
func TestHalves(t *testing.T) {
	for half := range uint32(1 << 16) {
		bits := floatBits(uint16(half))
		exponent, fraction := half>>10&31, half&(1<<10-1)
		if exponent == 31 {
			if isHalf(bits) {
				t.Errorf("%#x counts as a number", half)
			}
			continue
		}
		value := math.Ldexp(float64(1<<10+fraction), int(exponent)-25)
		if exponent == 0 {
			value = math.Ldexp(float64(fraction), -24)
		}
		if half&halfSign != 0 {
			value = -value
		}
		if got := float64(math.Float32frombits(bits)); got != value || math.Signbit(got) != math.Signbit(value) {
			t.Errorf("%#x is %v, want %v", half, got, value)
		}
		if back := halfBits(bits); uint32(back) != half || !isHalf(bits) {
			t.Errorf("%#x comes back as %#x", half, back)
		}
		if isHalf(bits+1) && fraction != 0 {
			t.Errorf("%#x: the float32 next to it counts as a float16", half)
		}
	}
	for _, v := range []float64{math.Inf(1), math.NaN(), 65536, -1e30, 1e-30, 1.0001} {
		if isHalf(math.Float32bits(float32(v))) {
			t.Errorf("%v counts as a float16", v)
		}
	}
}
