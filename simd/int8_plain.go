package simd

// The plain encoding of int8 weights and activations: as they are. Kernels without SIMD use it.

func int8PlainOperands(in *Input, dst []byte, values []int8, t int) {
	for i, v := range values {
		dst[i] = byte(v)
	}
	in.starts[t] = 0
}
