package simd

import "math"

// The range in which Exp neither overflows nor returns a subnormal number.
const (
	expLowest  = -87.33
	expHighest = 88.72
)

// Coefficients of Exp. log2e and the two parts of ln 2 (the first has few digits, so that n·ln2High is exact) reduce
// the argument; the polynomial is the one in Cephes' expf.
const (
	log2e   = 1.44269504088896341
	ln2High = 0.693359375
	ln2Low  = -2.12194440e-4

	expC0 = 5.0000001201e-1
	expC1 = 1.6666665459e-1
	expC2 = 4.1665795894e-2
	expC3 = 8.3334519073e-3
	expC4 = 1.3981999507e-3
	expC5 = 1.9875691500e-4

	// roundingBias is 1.5·2²³: adding and subtracting it rounds a small float32 to the nearest integer, ties to even.
	roundingBias = 12582912
)

// Exp returns eˣ with a relative error of at most 1.5e-7 (about one unit in the last place). Below -87.33, where the
// result would not be a normal float32, it returns 0; above 88.72 it returns +Inf.
func Exp(x float32) float32 {
	switch {
	case x < expLowest:
		return 0
	case x > expHighest:
		return float32(math.Inf(1))
	}
	// eˣ = 2ⁿ·eʳ with n the nearest integer to x/ln 2, so |r| <= ln 2/2.
	n := float32(float32(x*log2e)+roundingBias) - roundingBias
	r := x - float32(n*ln2High)
	r -= float32(n * ln2Low)
	p := float32(expC5*r) + expC4
	p = float32(p*r) + expC3
	p = float32(p*r) + expC2
	p = float32(p*r) + expC1
	p = float32(p*r) + expC0
	p = float32(float32(p*float32(r*r))+r) + 1
	// p is in [0.7, 1.42], and p·2ⁿ is a normal number: adding n to its exponent multiplies by 2ⁿ.
	return math.Float32frombits(math.Float32bits(p) + uint32(int32(n))<<23)
}
