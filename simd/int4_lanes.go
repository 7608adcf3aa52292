package simd

// The encoding for SIMD128, which multiplies pairs of int16 (see the comment in the kernel's file): a lane holds the
// weights of four inputs, lowest first, the first three plus 8, the last one signed. With activations a, b, c, d, the
// lane is multiplied by a, shifted by 4 bits by b-16·a, by 8 bits by c-16·b, and by 12 bits by d-16·c. A block's sum
// comes out too large by 8·Σ(a+b+c).

func int4LaneAt(r, c int) (offset, shift int) {
	return r*stepCols + c/stepCols*2 + c%stepCols/2, c % 2 * 4
}

// int4LaneFlip turns the last weight of a lane, plus 8, into four signed bits.
func int4LaneFlip(c int) byte {
	if c%stepCols == stepCols-1 {
		return int4Offset
	}
	return 0
}

// int4LaneOperands writes the lanes of both halves of each step, one factor after the other.
func int4LaneOperands(a *Activations, dst []byte, values []int8, t int) {
	blocks := len(values) / Int4Block
	for b := range blocks {
		var sum int32
		for i := b * Int4Block; i < (b+1)*Int4Block; i += int4StepCols {
			low, high := (*[stepCols]int8)(values[i:]), (*[stepCols]int8)(values[i+stepCols:])
			var beforeLow, beforeHigh int32
			for j, v := range low {
				putPair(dst[2*i+4*j:], int32(v)-16*beforeLow, int32(high[j])-16*beforeHigh)
				beforeLow, beforeHigh = int32(v), int32(high[j])
			}
			sum += int32(low[0]) + int32(low[1]) + int32(low[2]) + int32(high[0]) + int32(high[1]) + int32(high[2])
		}
		a.starts[t*blocks+b] = -int4Offset * sum
	}
}

// q4PackLanes is for Q4, whose weights are not meant plus 8: it is the last one of a lane that is too small, by 8.
func q4PackLanes(dst []byte, x *[Block]float32, g *grid) (start, sum int32) {
	last, sum := packLanes((*[2 * Block]byte)(dst), x, g)
	return int4Offset * last, sum
}
