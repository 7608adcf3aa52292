//go:build !wasm || no_simd

package simd

import "runtime"

// Peak does dot products as fast as the processor can, on weights in its innermost cache, and returns the number of
// multiply-adds: the ceiling that benchmarks compare the matrix kernels with. On machines without a kernel for it, it
// does nothing and returns 0.
func Peak(int) int { return 0 }

// Read reads memory as fast as the processor can, and returns how many bytes it read, which may be some fewer: the
// ceiling of a product with one vector, whose weights no cache holds.
func Read(from []byte) int {
	const round = 64
	var all uint64
	n := 0
	for ; len(from) >= round; from = from[round:] {
		b := (*[round]byte)(from)
		all |= longWord(b[:]) | longWord(b[8:]) | longWord(b[16:]) | longWord(b[24:]) | longWord(b[32:]) |
			longWord(b[40:]) | longWord(b[48:]) | longWord(b[56:])
		n += round
	}
	runtime.KeepAlive(all) // or the compiler would leave the reading out
	return n
}
