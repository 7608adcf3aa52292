package simd

// MatVec multiplies a matrix with a vector: dst[r] = Σ_c w[r*cols+c]·x[c] for r < rows, each sum in the package's fixed
// order.
func MatVec(dst, w, x []float32, rows, cols int) {
	checkMatrix("MatVec", len(dst), len(w), len(x), rows, cols)
	matVec(dst[:rows], w[:rows*cols], x[:cols], cols)
}
