package runtime

import "github.com/coconut-page/coconut/simd"

// matrix is a weight matrix [rows, cols] in one of the number formats.
type matrix interface {
	// mulAdd multiplies n vectors: dst[t,r] = Σ_c W[r,c]·x[t,c] + bias[r], with x [n, cols] and dst [n, rows]; a nil bias is none.
	mulAdd(dst, x, bias []float32, n int, in *simd.Input)
	// row writes row r as float32.
	row(dst []float32, r int)
	// float32 returns the matrix in the reference format.
	float32() matrix
}

// floatMatrix is the reference format: float32, row-major.
type floatMatrix struct {
	rows, cols int
	data       []float32
}

func (m *floatMatrix) mulAdd(dst, x, bias []float32, n int, _ *simd.Input) {
	for t := range n {
		row := dst[t*m.rows : (t+1)*m.rows]
		simd.MatVec(row, m.data, x[t*m.cols:], m.rows, m.cols)
		if bias != nil {
			simd.Add(row, bias)
		}
	}
}

func (m *floatMatrix) row(dst []float32, r int) { copy(dst, m.data[r*m.cols:(r+1)*m.cols]) }
func (m *floatMatrix) float32() matrix          { return m }

// int8Matrix is int8 with one scale per row.
type int8Matrix struct{ *simd.Int8Matrix }

func (m int8Matrix) mulAdd(dst, x, bias []float32, n int, in *simd.Input) {
	in.Set(x, n, m.Cols, simd.Int8Levels)
	m.MatMul(dst, in, bias)
}

func (m int8Matrix) row(dst []float32, r int) { m.Row(dst, r) }
func (m int8Matrix) float32() matrix          { return dequantize(m, m.Rows, m.Cols) }

// int4Matrix is int4 with a scale for each block of a row.
type int4Matrix struct{ *simd.Int4Matrix }

func (m int4Matrix) mulAdd(dst, x, bias []float32, n int, in *simd.Input) {
	in.Set(x, n, m.Cols, simd.Int4Levels)
	m.MatMul(dst, in, bias)
}

func (m int4Matrix) row(dst []float32, r int) { m.Row(dst, r) }
func (m int4Matrix) float32() matrix          { return dequantize(m, m.Rows, m.Cols) }

func dequantize(m matrix, rows, cols int) matrix {
	f := &floatMatrix{rows: rows, cols: cols, data: make([]float32, rows*cols)}
	for r := range rows {
		m.row(f.data[r*cols:(r+1)*cols], r)
	}
	return f
}
