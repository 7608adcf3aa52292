package runtime

import "math"

// exp, log, sine and cosine in float64 that give the same bits on every platform: plain series, every product rounded
// before it is added. They run once, when a model is loaded, so they are meant to be obviously right rather than fast;
// errors are around 1e-15.

// ln 2 and π/2 in parts: the first of each has trailing zeros, so that a small integer times it is exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10

	halfPi1 = 1.57079632673412561417e+00
	halfPi2 = 6.07710050630396597660e-11
	halfPi3 = 2.02226624871116645580e-21
)

// portableLog returns the natural logarithm of a positive, finite x: x = f·2ᵉ with f in [√½, √2), and ln f =
// 2·artanh((f-1)/(f+1)).
func portableLog(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = f*2, e-1
	}
	s := (f - 1) / (f + 1)
	square, sum := s*s, 0.0
	for k := 25; k >= 1; k -= 2 {
		sum = float64(sum*square) + 1/float64(k)
	}
	return float64(float64(e)*ln2High) + (float64(float64(e)*ln2Low) + float64(2*float64(s*sum)))
}

// portableExp returns eˣ for |x| < 700: x = n·ln 2 + r with |r| <= ln 2/2, and eˣ = 2ⁿ·eʳ.
func portableExp(x float64) float64 {
	n := math.Floor(float64(x/math.Ln2) + 0.5)
	r := x - float64(n*ln2High) - float64(n*ln2Low)
	sum := 1.0
	for k := 18.0; k >= 1; k-- {
		sum = float64(float64(sum*r)/k) + 1
	}
	return math.Ldexp(sum, int(n))
}

// portableSinCos returns the sine and cosine of 0 <= x < 2¹⁹, reduced by multiples of π/2 to |r| <= π/4.
func portableSinCos(x float64) (sin, cos float64) {
	n := math.Floor(float64(x/(math.Pi/2)) + 0.5)
	r := x - float64(n*halfPi1) - float64(n*halfPi2) - float64(n*halfPi3)
	square := r * r
	sin, cos = 1, 1
	for k := 20.0; k >= 2; k -= 2 {
		sin = 1 - float64(float64(sin*square)/float64(k*(k+1)))
		cos = 1 - float64(float64(cos*square)/float64(k*(k-1)))
	}
	sin *= r
	switch int(n) % 4 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}
