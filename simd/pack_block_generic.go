package simd

// The inputs of a block are not in their own order in weights and activations: input i is in lane i mod 4 of vector i/4
// when the activations are rounded, and vectors are packed as they are, without moving anything across lanes.

// q8InBlock returns where input i of a block lies in Q8, as step·4 + place: four vectors make up four steps.
func q8InBlock(i int) int { return i&^15 | i%4*4 | i%16/4 }

// q4InBlock returns where input i of a block lies in Q4, as step·8 + place: the block's first four vectors are in the
// lower halves of four steps, the others in the upper halves.
func q4InBlock(i int) int { return i%4*8 | i/16*4 | i%16/4 }

// packBytesGeneric rounds a block's values to a grid's integers, and writes them minus low, one to a byte, in the order
// of q8InBlock. It returns the sum of the integers.
func packBytesGeneric(dst *[Block]byte, x *[Block]float32, g *grid, low int32) (sum int32) {
	for i, v := range x {
		q := g.round(v)
		dst[q8InBlock(i)] = byte(q - low)
		sum += q
	}
	return sum
}

// packPairsGeneric does so for int8's pairs: for the activations a, b, c, d of step i of a half of the block, word i
// is a and c, word 4+i is b-256·a and d-256·c. first is the sum of all a and c.
func packPairsGeneric(dst *[2 * Block]byte, x *[Block]float32, g *grid) (first, sum int32) {
	for step := range Block / stepCols {
		at := step/4*16 + step%4
		a, b, c, d := g.round(x[at]), g.round(x[at+4]), g.round(x[at+8]), g.round(x[at+12])
		word := dst[step/4*32+step%4*4:]
		putPair(word, a, c)
		putPair(word[16:], b-256*a, d-256*c)
		first += a + c
		sum += a + b + c + d
	}
	return first, sum
}

// packLanesGeneric does so for int4's lanes: for the activations a, b, c, d of the lower half of step i and A, B, C,
// D of the upper, word i is a and A, word 4+i is b-16·a and B-16·A, and so on. last is the sum of all d and D.
func packLanesGeneric(dst *[2 * Block]byte, x *[Block]float32, g *grid) (last, sum int32) {
	for step := range Block / int4StepCols {
		var before [2]int32
		for j := range stepCols {
			low, high := g.round(x[step+4*j]), g.round(x[16+step+4*j])
			putPair(dst[4*step+16*j:], low-16*before[0], high-16*before[1])
			before = [2]int32{low, high}
			sum += low + high
		}
		last += before[0] + before[1]
	}
	return last, sum
}

// putPair writes two lanes of 16 bits.
func putPair(dst []byte, a, b int32) { putInt32(dst, a&0xffff|b<<16) }
