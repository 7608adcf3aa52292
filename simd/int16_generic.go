package simd

// fromInt16Generic is the definition of FromInt16.
func fromInt16Generic(dst []float32, src []int16, scales []float32, cols int) {
	for r, scale := range scales {
		for c := r * cols; c < (r+1)*cols; c++ {
			dst[c] = float32(float32(src[c]) * scale)
		}
	}
}
