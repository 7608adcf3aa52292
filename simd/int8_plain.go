package simd

// The plain encoding: int8 weights and activations unchanged. Kernels without SIMD use it.

func int8PlainOperands(a *Activations, dst []byte, values []int8, t int) {
	for i, v := range values {
		dst[i] = byte(v)
	}
	a.starts[t] = 0
}

// packPlain is for the block formats.
func packPlain(dst []byte, x *[Block]float32, g *grid) (start, sum int32) {
	return 0, packBytes((*[Block]byte)(dst), x, g, 0)
}
