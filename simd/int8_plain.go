package simd

// The plain encoding: int8 weights and activations unchanged. Kernels without SIMD use it.

func int8PlainOperands(a *Activations, dst []byte, values []int8, t int) {
	a.starts[t] = plainOperands(dst, values)
}

func plainOperands(dst []byte, values []int8) (start int32) {
	for i, v := range values {
		dst[i] = byte(v)
	}
	return 0
}
