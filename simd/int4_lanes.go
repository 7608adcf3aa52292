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

func int4LaneOperands(a *Activations, dst []byte, values []int8, t int) {
	blocks := len(values) / Int4Block
	for b := range blocks {
		first, _ := laneOperands(dst[2*b*Int4Block:], values[b*Int4Block:(b+1)*Int4Block])
		a.starts[t*blocks+b] = -int4Offset * first
	}
}

// q4LaneOperands is for weights that are not meant plus 8: then it is the last one of a lane that is too small, by 8.
func q4LaneOperands(dst []byte, values []int8) (start int32) {
	_, last := laneOperands(dst, values)
	return int4Offset * last
}

// laneOperands writes the lanes of both halves of each step, one factor after the other. It returns the sums of the
// activations that meet the first three weights of a lane, and of those that meet the last.
func laneOperands(dst []byte, values []int8) (first, last int32) {
	for i := 0; i < len(values); i += int4StepCols {
		for half := range 2 {
			x := values[i+half*stepCols:][:stepCols]
			before := int32(0)
			for j, v := range x {
				put16(dst[2*i+4*j+2*half:], int32(v)-16*before)
				before = int32(v)
			}
			first += int32(x[0]) + int32(x[1]) + int32(x[2])
			last += int32(x[3])
		}
	}
	return first, last
}
