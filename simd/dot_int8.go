package simd

// DotInt8Rows multiplies a matrix of int8 with a vector of int8: acc[r] = Σ_c w[r*cols+c]·x[c] for r < rows.
//
// The sums are exact for cols < 131072, where even -128·-128 everywhere fits an int32; beyond that they wrap around, by every
// variant alike. Empty dimensions are fine: cols == 0 sets acc to zero.
func DotInt8Rows(acc []int32, w, x []int8, rows, cols int) {
	checkMatrix("DotInt8Rows", len(acc), len(w), len(x), rows, cols)
	dotInt8Rows(acc[:rows], w[:rows*cols], x[:cols], rows, cols)
}
