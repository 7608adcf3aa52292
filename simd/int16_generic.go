package simd

// fromInt16Generic is the definition of FromInt16.
func fromInt16Generic(dst []float32, src []int16, scale float32) {
	for i, v := range src {
		dst[i] = float32(float32(v) * scale)
	}
}
