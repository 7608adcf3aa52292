package simd

// Add adds x to dst, element by element: dst[i] += x[i].
func Add(dst, x []float32) {
	checkLength("Add", len(dst), len(x))
	add(dst, x[:len(dst)])
}
