package simd

// MatVec multiplies a matrix with a vector: dst[r] = Σ_c w[r*cols+c]·x[c] for r < rows, each sum in the package's fixed
// order.
func MatVec(dst, w, x []float32, rows, cols int) {
	checkMatrix("MatVec", len(dst), len(w), len(x), rows, cols)
	matVec(dst[:rows], w[:rows*cols], x[:cols], cols)
}

// MatVecs multiplies a matrix with n vectors, which lie one after the other in x, each as MatVec does. The products
// with the i-th go to the numbers from dst[i*stride].
func MatVecs(dst []float32, stride int, w, x []float32, n, rows, cols int) {
	checkMatrix("MatVecs", rows, len(w), cols, rows, cols)
	checkLength("MatVecs", n*cols, len(x))
	checkStrided("MatVecs", len(dst), n, stride, rows)
	w = w[:rows*cols]
	products := func(i int) []float32 { return dst[i*stride:][:rows] }
	vec := func(i int) []float32 { return x[i*cols:][:cols] }
	for ; n%2 != 0; n-- {
		matVec(products(n-1), w, vec(n-1), cols)
	}
	for i := 0; i < n; i += 2 {
		matVec2(products(i), products(i+1), w, vec(i), vec(i+1), cols)
	}
}
