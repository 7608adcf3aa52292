//go:build wasm && !no_simd

package simd

// peakDots is the number of dot products in a round of dotPeak.
const peakDots = 8 * 4

// Peak does dot products as fast as the processor can, on values in registers alone, and returns the number of
// multiply-adds: the ceiling that benchmarks compare the matrix kernels with. On machines without a kernel for it, it
// does nothing and returns 0.
func Peak(rounds int) int {
	sums := make([]int32, 8*4)
	dotPeak(&sums[0], rounds)
	return rounds * peakDots * 16 / kernelsHere().int8.operandBytes // SIMD128 multiplies half as many, twice as wide
}

//go:noescape
func dotPeak(sums *int32, rounds int)
