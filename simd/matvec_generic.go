package simd

// matVecGeneric is the definition of MatVec.
func matVecGeneric(dst, w, x []float32, cols int) {
	for r := range dst {
		dst[r] = dotGeneric(w[r*cols:(r+1)*cols], x)
	}
}

// dotGeneric is Σ_c a[c]·b[c]: each product is rounded, then added to the partial sum c mod 8.
func dotGeneric(a, b []float32) float32 {
	var s [lanes]float32
	for len(a) >= lanes && len(b) >= lanes {
		s[0] += float32(a[0] * b[0])
		s[1] += float32(a[1] * b[1])
		s[2] += float32(a[2] * b[2])
		s[3] += float32(a[3] * b[3])
		s[4] += float32(a[4] * b[4])
		s[5] += float32(a[5] * b[5])
		s[6] += float32(a[6] * b[6])
		s[7] += float32(a[7] * b[7])
		a, b = a[lanes:], b[lanes:]
	}
	for c := range a {
		s[c] += float32(a[c] * b[c])
	}
	return combine(&s)
}
