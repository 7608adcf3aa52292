package simd

import (
	"math"
	"testing"
)

func TestActivationAccuracy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		got   func(x float32) float32
		want  func(x float64) float64
		worst float64 // absolute, or relative to |x|
	}{
		{"SwiGLU", func(x float32) float32 {
			v := []float32{x}
			SwiGLU(v, []float32{1})
			return v[0]
		}, func(x float64) float64 { return x / (1 + math.Exp(-x)) }, 4e-7},
		{"GeluTanh", func(x float32) float32 {
			v := []float32{x}
			GeluTanh(v)
			return v[0]
		}, func(x float64) float64 { return x / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x))) }, 1e-6},
	} {
		worst := 0.0
		for x := -30.0; x < 30; x += 1.37e-3 {
			v := float32(x)
			worst = max(worst, math.Abs(float64(tt.got(v))-tt.want(float64(v)))/max(1, math.Abs(x)))
		}
		t.Logf("%s: largest error %.3g", tt.name, worst)
		if worst > tt.worst {
			t.Errorf("%s is off by %.3g, want at most %.3g", tt.name, worst, tt.worst)
		}
		for _, x := range []float32{1e20, 3e38} {
			if got := tt.got(x); got != x {
				t.Errorf("%s(%v) = %v", tt.name, x, got)
			}
			if got := tt.got(-x); got != 0 {
				t.Errorf("%s(%v) = %v, want 0", tt.name, -x, got)
			}
		}
	}
}

func TestRMSNorm(t *testing.T) {
	x := make([]float32, 77)
	gain := make([]float32, len(x))
	sum := 0.0
	for i := range x {
		x[i], gain[i] = float32(i%13)-5.5, 1+float32(i)/100
		sum += float64(x[i]) * float64(x[i])
	}
	dst := make([]float32, len(x))
	RMSNorm(dst, x, gain, 1e-5)
	root := math.Sqrt(sum/float64(len(x)) + 1e-5)
	for i, v := range x {
		if want := float64(v) / root * float64(gain[i]); math.Abs(float64(dst[i])-want) > 1e-6 {
			t.Errorf("element %d is %v, want %v", i, dst[i], want)
		}
	}
	RMSNorm(nil, nil, nil, 1e-5) // does nothing
}

// magnitudeWith and the next three let the kernels behind the activations be compared with their definitions.
func magnitudeWith(f func(dst, x []float32, factor float32)) func([]float32) []float32 {
	return func(x []float32) []float32 { f(x, append([]float32(nil), x...), 2); return x }
}

func argumentWith(f func(dst, x []float32)) func([]float32) []float32 {
	return func(x []float32) []float32 { f(x, append([]float32(nil), x...)); return x }
}

func swigluWith(f func(x, up, e []float32)) func([]float32) []float32 {
	return func(x []float32) []float32 { f(x, append([]float32(nil), x...), exponentials(x)); return x }
}

func geluTanhWith(f func(x, y, e []float32)) func([]float32) []float32 {
	return func(x []float32) []float32 { f(x, append([]float32(nil), x...), exponentials(x)); return x }
}

func scaleByVectorWith(f func(dst, x, gain []float32, scale float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		n := len(x) / 2
		dst := make([]float32, n)
		f(dst, x[:n], x[n:2*n], 0.37)
		return dst
	}
}

// exponentials returns e^-|x|.
func exponentials(x []float32) []float32 {
	e := make([]float32, len(x))
	negativeMagnitudeGeneric(e, x, 1)
	subtractExpGeneric(e, 0)
	return e
}
