package simd

// sqrtHalf is √½.
const sqrtHalf = 0.707106781186547524

// Gelu applies the exact Gaussian error linear unit in place: x[i] = x[i]/2·(1 + erf(x[i]/√2)), off by at most 2e-6
// (and exactly 0 or x[i] for |x[i]| > 5.66).
func Gelu(x []float32) { gelu(x) }
