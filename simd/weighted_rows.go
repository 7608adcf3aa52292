package simd

// AddWeightedRows adds a weighted sum of a matrix's rows: dst[c] += Σ_r weight[r]·m[r*cols+c]. Rows are added one after
// the other in ascending order, so splitting a matrix into several calls does not change a bit.
func AddWeightedRows(dst, m, weight []float32, rows, cols int) {
	checkMatrix("AddWeightedRows", len(weight), len(m), len(dst), rows, cols)
	addWeightedRows(dst[:cols], m[:rows*cols], weight[:rows])
}
