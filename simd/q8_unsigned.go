package simd

// The encoding for VPDPBUSD of AVX-512 VNNI, which multiplies an unsigned byte with a signed one, both of 8 bits:
// weights plus 128, activations unchanged. A block's sum comes out too large by 128·Σx. (Int8Matrix has the operands
// the other way round: its sums run over a whole row, where an offset of the activations costs nothing.)

const weightOffset = 128

// unsignedFlip adds the offset to every weight.
var unsignedFlip = [stepCols]byte{weightOffset, weightOffset, weightOffset, weightOffset}

func q8PackUnsigned(dst []byte, x *[Block]float32, g *grid) (start, sum int32) {
	sum = packBytes((*[Block]byte)(dst), x, g, 0)
	return -weightOffset * sum, sum
}
