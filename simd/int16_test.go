package simd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// fromInt16With tries a kernel on what ToInt16 makes of a vector: twice, as two rows.
func fromInt16With(f func(dst []float32, src []int16, scales []float32, cols int)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		short, out := make([]int16, 2*len(x)), make([]float32, 2*len(x))
		scales := []float32{ToInt16(short[:len(x)], x), ToInt16(short[len(x):], x) * 3}
		f(out, short, scales, len(x))
		return out
	}
}

// TestInt16IsClose: there and back costs at most half a step.
func TestInt16IsClose(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, size := range []float32{1, 1e-30, 1e30, 1e-44, 0} {
		x, short, back := make([]float32, 67), make([]int16, 67), make([]float32, 67)
		for i := range x {
			x[i] = float32(r.NormFloat64()) * size
		}
		scale := ToInt16(short, x)
		FromInt16(back, short, []float32{scale}, len(short))
		for i := range x {
			// a scale that is itself rounded may shift a number by one more step
			if d := math.Abs(float64(back[i]) - float64(x[i])); d > 0.51*float64(scale) && scale > 1e-38 ||
				d > 1e-40 && scale <= 1e-38 {
				t.Errorf("size %v: %v comes back as %v, with steps of %v", size, x[i], back[i], scale)
			}
		}
	}
}

func TestInt16Edges(t *testing.T) {
	for name, x := range map[string][]float32{
		"zeros": {0, 0}, "one": {3}, "none": {}, "negative": {-1, 0.5}, "ties": {MaxInt16, 0.5, 1.5, -2.5},
	} {
		short := make([]int16, len(x))
		scale := ToInt16(short, x)
		for i, v := range x {
			if scale != 0 && math.Abs(float64(short[i])-math.RoundToEven(float64(v)/float64(scale))) != 0 {
				t.Errorf("%s: %v is %d times %v", name, v, short[i], scale)
			}
			if scale == 0 && short[i] != 0 {
				t.Errorf("%s: %v is %d", name, v, short[i])
			}
		}
	}
	short := make([]int16, 2)
	if ToInt16(short, []float32{float32(math.NaN()), 1}); short[0] != -MaxInt16 || short[1] != -MaxInt16 {
		t.Errorf("NaN becomes %v", short)
	}
}
