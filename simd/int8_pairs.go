package simd

import "encoding/binary"

// The encoding for SIMD128, which multiplies pairs of int16 (see the comment in the kernel's file): a lane holds the
// weights of two inputs as l + 256·h, where l is the first one's plus 128; the activations (a, b) of two inputs are a
// and b-256·a. The sum comes out too large by 128·Σa over the first ones.

// firstOffset makes the first weight of a pair unsigned.
const firstOffset = 128

func int8PairsOperands(a *Activations, dst []byte, values []int8, t int) {
	a.starts[t] = pairsOperands(dst, values)
}

// pairsOperands writes, for every step of four activations a, b, c, d, the lanes a, c, b-256·a, d-256·c.
func pairsOperands(dst []byte, values []int8) (start int32) {
	var sum int32
	for i := 0; i+stepCols <= len(values); i += stepCols {
		a, b, c, d := int32(values[i]), int32(values[i+1]), int32(values[i+2]), int32(values[i+3])
		put16(dst[2*i:], a)
		put16(dst[2*i+2:], c)
		put16(dst[2*i+4:], b-256*a)
		put16(dst[2*i+6:], d-256*c)
		sum += a + c
	}
	return -firstOffset * sum
}

// int8PairsFlip adds the offset to the first weight of each pair.
var int8PairsFlip = [stepCols]byte{firstOffset, 0, firstOffset, 0}

func put16(dst []byte, v int32) { binary.LittleEndian.PutUint16(dst, uint16(v)) }
