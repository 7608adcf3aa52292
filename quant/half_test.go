package quant

import (
	"math"
	"testing"

	"github.com/x448/float16"
)

// TestHalf compares with package float16: all float16 numbers, and what lies between two of them.
func TestHalf(t *testing.T) {
	for i := range 1 << 16 {
		bits := uint16(i)
		want := float16.Frombits(bits).Float32()
		if got := fromHalf(bits); got != want && !(got != got && want != want) {
			t.Fatalf("fromHalf(%#04x) = %v, want %v", bits, got, want)
		}
		if want != want || math.IsInf(float64(want), 0) {
			continue
		}
		if got := toHalf(float64(want)); got != bits {
			t.Fatalf("toHalf(%v) = %#04x, want %#04x", want, got, bits)
		}
		for _, part := range []float64{0.25, 0.5, 0.75} {
			next := float64(fromHalf(bits + 1))
			if bits&0x7fff == 0x7bff { // infinity is next
				next = math.Copysign(largestHalf+32, float64(want))
			}
			v := float32(float64(want) + (next-float64(want))*part)
			if got, want := toHalf(float64(v)), float16.Fromfloat32(v).Bits(); got != want {
				t.Fatalf("toHalf(%v) = %#04x, want %#04x", v, got, want)
			}
		}
	}
	for _, v := range []float64{math.Inf(1), 1e300} {
		if got := toHalf(v); got != 0x7c00 {
			t.Errorf("toHalf(%v) = %#04x, want infinity", v, got)
		}
	}
}
