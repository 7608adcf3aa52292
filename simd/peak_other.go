//go:build !wasm || no_simd

package simd

// Peak does as many dot products as the processor can, on values in registers alone, and returns how many multiply-adds that were: the
// ceiling that benchmarks hold the matrix kernels against. On machines without a kernel for it, it does nothing and returns 0.
func Peak(int) int { return 0 }
