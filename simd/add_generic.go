package simd

// addGeneric is the definition of Add.
func addGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] += v
	}
}
