package simd

// The encoding of Q8's activations for instructions that multiply a signed byte with an unsigned 7-bit one: minus the
// block's lowest, which QuantizeRange's 127 steps allow. The start value is what is added to them by that.

func q8PackOffset(dst []byte, x *[Block]float32, g *grid) (start, sum int32) {
	return -g.low, packBytes((*[Block]byte)(dst), x, g, g.low)
}
