package simd

// AddWeightedRows adds a weighted sum of a matrix's rows: dst[c] += Σ_r weight[r]·m[r*cols+c]. Rows are added one after
// the other in ascending order, so splitting a matrix into several calls does not change a bit.
func AddWeightedRows(dst, m, weight []float32, rows, cols int) {
	checkMatrix("AddWeightedRows", len(weight), len(m), len(dst), rows, cols)
	addWeightedRows(dst[:cols], m[:rows*cols], weight[:rows])
}

// AddWeighted adds n sums of the same rows, each as AddWeightedRows does: the i-th, with the weights from
// weight[i*stride], to the numbers from dst[i*cols].
func AddWeighted(dst, m, weight []float32, stride, n, rows, cols int) {
	checkMatrix("AddWeighted", rows, len(m), cols, rows, cols)
	checkLength("AddWeighted", n*cols, len(dst))
	checkStrided("AddWeighted", len(weight), n, stride, rows)
	m = m[:rows*cols]
	sum := func(i int) []float32 { return dst[i*cols:][:cols] }
	weights := func(i int) []float32 { return weight[i*stride:][:rows] }
	for ; n%2 != 0; n-- {
		addWeightedRows(sum(n-1), m, weights(n-1))
	}
	for i := 0; i < n; i += 2 {
		addWeightedRows2(sum(i), sum(i+1), m, weights(i), weights(i+1))
	}
}
