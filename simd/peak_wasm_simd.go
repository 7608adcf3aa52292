//go:build wasm && !no_simd

package simd

// What simd/generate knows, too: of dotPeak the dot products in a round, its sums and its bytes of weights, of
// readMemory the bytes that it reads in a round, and its sums.
const (
	peakDots  = 8 * 4
	peakSums  = 8 * 4
	peakBytes = 4 << 10
	readBytes = 256
	readSums  = 4 * 4
)

// Peak does dot products as fast as the processor can, on weights in its innermost cache, and returns the number of
// multiply-adds: the ceiling that benchmarks compare the matrix kernels with. On machines without a kernel for it, it
// does nothing and returns 0.
func Peak(rounds int) int {
	var sums [peakSums]int32
	weights := make([]byte, peakBytes)
	peakHere(&sums[0], &weights[0], rounds)
	return rounds * peakDots * 16 / kernelsHere().int8.operandBytes // SIMD128 multiplies half as many, twice as wide
}

// Read reads memory as fast as the processor can, and returns how many bytes it read, which may be some fewer: the
// ceiling of a product with one vector, whose weights no cache holds.
func Read(from []byte) int {
	rounds := len(from) / readBytes
	if rounds > 0 {
		var sums [readSums]int32
		readMemory(&sums[0], &from[0], rounds)
	}
	return rounds * readBytes
}

//go:noescape
func dotPeak(sums *int32, weights *byte, rounds int)

//go:noescape
func readMemory(sums *int32, from *byte, rounds int)
