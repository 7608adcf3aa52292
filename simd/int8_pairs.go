package simd

// The encoding for SIMD128, which multiplies pairs of int16 (see the comment in the kernel's file): a lane holds the
// weights of two inputs as l + 256·h, where l is the first one's plus 128; the activations (a, b) of two inputs are a
// and b-256·a. The sum comes out too large by 128·Σa over the first ones.

// firstOffset makes the first weight of a pair unsigned.
const firstOffset = 128

// int8PairsOperands writes, for every step of four activations a, b, c, d, the lanes a, c, b-256·a, d-256·c.
func int8PairsOperands(a *Activations, dst []byte, values []int8, t int) {
	var sum int32
	for i := 0; i+stepCols <= len(values); i += stepCols {
		a, b, c, d := int32(values[i]), int32(values[i+1]), int32(values[i+2]), int32(values[i+3])
		putPair(dst[2*i:], a, c)
		putPair(dst[2*i+4:], b-256*a, d-256*c)
		sum += a + c
	}
	a.starts[t] = -firstOffset * sum
}

// q8PackPairs is for Q8.
func q8PackPairs(dst []byte, x *[Block]float32, g *grid) (start, sum int32) {
	first, sum := packPairs((*[2 * Block]byte)(dst), x, g)
	return -firstOffset * first, sum
}

// int8PairsFlip adds the offset to the first weight of each pair.
var int8PairsFlip = [stepCols]byte{firstOffset, 0, firstOffset, 0}
