package runtime

import "github.com/coconut-page/coconut/simd"

// matrix is a weight matrix [rows, cols] in one of the number formats.
type matrix interface {
	// inputs is the number of columns; precision is that which the vectors must be quantized to before mulAdd.
	inputs() int
	precision() precision
	// mulAdd multiplies n vectors: dst[t,r] = Σ_c W[r,c]·x[t,c] + bias[r], with x [n, cols] and dst [n, rows]; a nil bias
	// is none. Unless that is float32Precision, in has been set to x with it.
	mulAdd(dst, x, bias []float32, n int, in *simd.Activations)
	// row writes row r as float32.
	row(dst []float32, r int)
	// float32 returns the matrix in the reference format.
	float32() matrix
}

// precision says how vectors are quantized for a product.
type precision int

const (
	float32Precision precision = iota // as they are
	int8Precision
	int4Precision
	q8Precision
	q4Precision
)

// quantize sets in to n vectors x.
func (p precision) quantize(in *simd.Activations, x []float32, n, cols int) {
	switch p {
	case int8Precision:
		in.Set(x, n, cols, simd.Int8Levels)
	case int4Precision:
		in.Set(x, n, cols, simd.Int4Levels)
	default:
		p.quantizeBlocks(in, x, n, cols)
	}
}

// floatMatrix is the reference format: float32, row-major.
type floatMatrix struct {
	rows, cols int
	data       []float32
}

func (m *floatMatrix) inputs() int          { return m.cols }
func (m *floatMatrix) precision() precision { return float32Precision }

func (m *floatMatrix) mulAdd(dst, x, bias []float32, n int, _ *simd.Activations) {
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

// quantizedMatrix is a matrix in one of the other formats, in the layout of this machine's kernel.
type quantizedMatrix struct {
	rows, cols int
	wants      precision
	kernel     interface {
		simd.Shared
		MatMul(dst []float32, in *simd.Activations, bias []float32)
		Row(dst []float32, r int)
	}
}

func (m quantizedMatrix) inputs() int          { return m.cols }
func (m quantizedMatrix) precision() precision { return m.wants }

func (m quantizedMatrix) mulAdd(dst, _, bias []float32, _ int, in *simd.Activations) {
	m.kernel.MatMul(dst, in, bias)
}

func (m quantizedMatrix) row(dst []float32, r int) { m.kernel.Row(dst, r) }

func (m quantizedMatrix) float32() matrix {
	f := &floatMatrix{rows: m.rows, cols: m.cols, data: make([]float32, m.rows*m.cols)}
	for r := range m.rows {
		m.row(f.data[r*m.cols:(r+1)*m.cols], r)
	}
	return f
}
