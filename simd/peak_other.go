//go:build !wasm || no_simd

package simd

// Peak does dot products as fast as the processor can, on values in registers alone, and returns the number of
// multiply-adds: the ceiling that benchmarks compare the matrix kernels with. On machines without a kernel for it, it
// does nothing and returns 0.
func Peak(int) int { return 0 }
