package simd

// scaleByVectorGeneric is dst[i] = x[i]·scale·gain[i], rounded after every operation, from left to right.
func scaleByVectorGeneric(dst, x, gain []float32, scale float32) {
	for i, v := range x {
		dst[i] = float32(v*scale) * gain[i]
	}
}
