package runtime

import (
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/simd"
)

// matrix is a weight matrix [rows, cols] in one of the number formats.
type matrix interface {
	// mulAdd sets dst[r] = Σ_c W[r,c]·x[c] + bias[r] for all rows; a nil bias is none.
	mulAdd(dst, x, bias []float32, s *scratch)
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

func (m *floatMatrix) mulAdd(dst, x, bias []float32, _ *scratch) {
	simd.MatVec(dst, m.data, x, m.rows, m.cols)
	if bias != nil {
		simd.Add(dst[:m.rows], bias)
	}
}

func (m *floatMatrix) row(dst []float32, r int) { copy(dst, m.data[r*m.cols:(r+1)*m.cols]) }
func (m *floatMatrix) float32() matrix          { return m }

// int8Matrix is int8 with one scale per row.
type int8Matrix struct{ quant.Int8 }

func (m *int8Matrix) mulAdd(dst, x, bias []float32, s *scratch) {
	q, acc := s.quantized[:m.Cols], s.sums[:m.Rows]
	scale := simd.QuantizeVec(q, x[:m.Cols])
	simd.DotInt8Rows(acc, m.Data, q, m.Rows, m.Cols)
	simd.Rescale(dst[:m.Rows], acc, m.Scale, bias, scale)
}

func (m *int8Matrix) row(dst []float32, r int) {
	for c, q := range m.Data[r*m.Cols : (r+1)*m.Cols] {
		dst[c] = float32(float32(q) * m.Scale[r])
	}
}

func (m *int8Matrix) float32() matrix {
	f := &floatMatrix{rows: m.Rows, cols: m.Cols, data: make([]float32, m.Rows*m.Cols)}
	for r := range m.Rows {
		m.row(f.data[r*m.Cols:], r)
	}
	return f
}
