package simd

// The encoding of Q8's activations for instructions that multiply a signed byte with an unsigned 7-bit one: minus the
// block's smallest, which QuantizeRange's 127 steps allow.

func q8OffsetOperands(dst []byte, values []int8) (offset int32) {
	var smallest int8
	for _, v := range values {
		smallest = min(smallest, v)
	}
	for i, v := range values {
		dst[i] = byte(v - smallest)
	}
	return -int32(smallest)
}
