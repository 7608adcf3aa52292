package simd

// Int16Rows is a matrix of rows that ToInt16 has written, each with its scale.
type Int16Rows struct {
	Values []int16   // [rows, cols]
	Scales []float32 // [rows]
}

// MatVecs multiplies the rows with each of n vectors of cols numbers, which lie one after the other in x:
// dst[i·stride+r] = Σ_c values[r·cols+c]·scales[r]·x[i·cols+c], with the bits of FromInt16 followed by MatVec. scratch
// has room for the rows as floats; what it holds afterwards depends on the machine.
func (m Int16Rows) MatVecs(dst []float32, stride int, x []float32, n, cols int, scratch []float32) {
	m.check("MatVecs", n, cols, scratch)
	checkStrided("MatVecs", len(dst), n, stride, len(m.Scales))
	checkLength("MatVecs", n*cols, len(x))
	if n > 0 && len(m.Scales) > 0 {
		m.matVecs(dst, stride, x, n, cols, scratch)
	}
}

// AddWeighted adds n weighted sums of the rows to vectors of cols numbers, which lie one after the other in dst:
// dst[i·cols+c] += Σ_r weight[i·stride+r]·values[r·cols+c]·scales[r], with the bits of FromInt16 followed by
// AddWeightedRows. scratch is that of MatVecs.
func (m Int16Rows) AddWeighted(dst, weight []float32, stride, n, cols int, scratch []float32) {
	m.check("AddWeighted", n, cols, scratch)
	checkStrided("AddWeighted", len(weight), n, stride, len(m.Scales))
	checkLength("AddWeighted", n*cols, len(dst))
	if n > 0 && len(m.Scales) > 0 {
		m.addWeighted(dst, weight, stride, n, cols, scratch)
	}
}

func (m Int16Rows) check(kernel string, n, cols int, scratch []float32) {
	checkMatrix(kernel, len(m.Scales), len(m.Values), cols, len(m.Scales), cols)
	checkLength(kernel, len(m.Scales)*cols, len(scratch))
	checkLength(kernel, 0, n)
}

// checkStrided panics unless n vectors of rows numbers that begin stride numbers apart fit into a slice.
func checkStrided(kernel string, have, n, stride, rows int) {
	if n > 1 && stride < rows {
		checkLength(kernel, rows, stride)
	}
	if n > 0 {
		checkLength(kernel, (n-1)*stride+rows, have)
	}
}

// plainMatVecs turns the rows into floats first.
func (m Int16Rows) plainMatVecs(dst []float32, stride int, x []float32, n, cols int, scratch []float32) {
	rows := len(m.Scales)
	FromInt16(scratch[:rows*cols], m.Values[:rows*cols], m.Scales, cols)
	MatVecs(dst, stride, scratch, x, n, rows, cols)
}

// plainAddWeighted does so, too.
func (m Int16Rows) plainAddWeighted(dst, weight []float32, stride, n, cols int, scratch []float32) {
	rows := len(m.Scales)
	FromInt16(scratch[:rows*cols], m.Values[:rows*cols], m.Scales, cols)
	AddWeighted(dst, scratch, weight, stride, n, rows, cols)
}
