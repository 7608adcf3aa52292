package simd

// From erfEnd on, erf and the fraction below are both 1 to the last digit of a float32.
const erfEnd = 4

// erf(x)/x as a fraction of polynomials in x², for |x| <= 4: a least-squares fit at Chebyshev points by simd/fit, off
// by at most 2.5e-8. All coefficients are positive, so nothing cancels when it is evaluated.
const (
	erfP0, erfP1, erfP2, erfP3, erfP4, erfP5 = 1.1283791, 0.19436662, 0.053214457, 0.003921289, 0.00028589496, 1.985711e-06
	erfQ0, erfQ1, erfQ2, erfQ3, erfQ4, erfQ5 = 1, 0.50558484, 0.11569413, 0.015280583, 0.0011957939, 3.7480768e-05
)

// Erf returns the error function of x, off by at most 5e-7. It is odd, never leaves [-1, 1], and is ±1 for |x| >= 4.
func Erf(x float32) float32 {
	x = max(min(x, erfEnd), -erfEnd)
	u := float32(x * x)
	p := float32(erfP5*u) + erfP4
	p = float32(p*u) + erfP3
	p = float32(p*u) + erfP2
	p = float32(p*u) + erfP1
	p = float32(p*u) + erfP0
	q := float32(erfQ5*u) + erfQ4
	q = float32(q*u) + erfQ3
	q = float32(q*u) + erfQ2
	q = float32(q*u) + erfQ1
	q = float32(q*u) + erfQ0
	return max(min(float32(x*p)/q, 1), -1)
}
