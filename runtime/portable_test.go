package runtime

import (
	"math"
	"testing"
)

func TestPortableLog(t *testing.T) {
	for x := 1.0; x < 1e9; x *= 1.37 {
		if got, want := portableLog(x), math.Log(x); math.Abs(got-want) > 4e-16*max(1, want) {
			t.Errorf("portableLog(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestPortableExp(t *testing.T) {
	for x := -25.0; x <= 2; x += 0.0137 {
		if got, want := portableExp(x), math.Exp(x); math.Abs(got-want) > 1e-15*want {
			t.Errorf("portableExp(%v) = %v, want %v", x, got, want)
		}
	}
	if got := portableExp(0); got != 1 {
		t.Errorf("portableExp(0) = %v", got)
	}
}

func TestPortableSinCos(t *testing.T) {
	for _, step := range []float64{0.00731, 1, math.Pi / 4, 7.77} {
		for i := range 2500 {
			x := step * float64(i)
			sin, cos := portableSinCos(x)
			if wantSin, wantCos := math.Sincos(x); math.Abs(sin-wantSin) > 5e-16 || math.Abs(cos-wantCos) > 5e-16 {
				t.Fatalf("portableSinCos(%v) = %v, %v; want %v, %v", x, sin, cos, wantSin, wantCos)
			}
		}
	}
}

// TestRotaryKeepsRelativePositions checks the purpose of rotary positions: the product of a rotated query and key
// depends only on their distance.
func TestRotaryKeepsRelativePositions(t *testing.T) {
	r := newRotary(tinyConfig(PositionRotary))
	product := func(qPos, kPos int) float64 {
		q, k := make([]float32, r.head), make([]float32, r.head)
		for i := range q {
			q[i], k[i] = float32(i)-3, 2/float32(i+1)
		}
		r.rotate(q, qPos)
		r.rotate(k, kPos)
		sum := 0.0
		for i := range q {
			sum += float64(q[i]) * float64(k[i])
		}
		return sum
	}
	if near, far := product(12, 5), product(67, 60); math.Abs(near-far) > 1e-5 {
		t.Errorf("distance 7 gives %v and %v", near, far)
	}
	if a, b := product(12, 5), product(12, 6); math.Abs(a-b) < 1e-3 {
		t.Errorf("distances 7 and 6 both give %v", a)
	}
}

// TestPartialRotary checks that only the first rotary_width values of each head are rotated.
func TestPartialRotary(t *testing.T) {
	c := tinyConfig(PositionRotary)
	c.RotaryWidth = 4
	r := newRotary(c)
	x := make([]float32, 2*c.headWidth())
	for i := range x {
		x[i] = float32(i + 1)
	}
	r.rotate(x, 5)
	for i, v := range x {
		turned := v != float32(i+1)
		if want := i%c.headWidth() < c.RotaryWidth; turned != want {
			t.Errorf("value %d of a head: turned is %t, want %t", i%c.headWidth(), turned, want)
		}
	}
}
