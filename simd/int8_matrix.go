package simd

import "fmt"

// Int8Levels is the largest magnitude of an activation that is multiplied with int8 weights: 7 bits, because the
// instructions of relaxed SIMD and AVX2 are exact only if their second operand has 7 bits.
const Int8Levels = 63

// Int8Matrix is a matrix [Rows, Cols] = [outputs, inputs] of int8 with one scale per output, in the layout of this
// machine's kernel.
type Int8Matrix struct {
	Rows, Cols int
	// Scale is [Rows].
	Scale []float32

	kernels *kernels
	panels  []byte  // [panels][steps][panelRows][stepCols]
	start   []int32 // [panels·panelRows] where each output's sum starts, nil if that depends on the activations
	scale   []float32
	place   seat
}

// NewInt8Matrix copies a row-major matrix into the kernel's layout. It panics if data or scale is too short.
func NewInt8Matrix(data []int8, scale []float32, rows, cols int) *Int8Matrix {
	checkMatrix("NewInt8Matrix", len(scale), len(data), cols, rows, cols)
	padded := roundUp(rows, panelRows)
	m := &Int8Matrix{
		Rows: rows, Cols: cols, Scale: scale[:rows], kernels: kernelsHere(),
		panels: make([]byte, padded*roundUp(cols, groupCols)), scale: make([]float32, padded),
	}
	copy(m.scale, scale[:rows])
	raw, flip := asBytes(data), m.kernels.int8.flip
	for r := range padded {
		var row []byte // of the outputs that pad the last panel there are none
		if r < rows {
			row = raw[r*cols : (r+1)*cols]
		}
		int8Lay(m.panels[m.at(r, 0):], row, roundUp(cols, groupCols), word(flip[:]))
	}
	if start := m.kernels.int8.start; start != nil {
		m.start = start(m)
	}
	return m
}

// at returns where weight (r, c) lies.
func (m *Int8Matrix) at(r, c int) int {
	panel, step := r/panelRows, c/stepCols
	return (panel*roundUp(m.Cols, groupCols)/stepCols+step)*stepBytes + r%panelRows*stepCols + c%stepCols
}

// Row writes output r's weights, multiplied by its scale, to dst[:Cols].
func (m *Int8Matrix) Row(dst []float32, r int) {
	at, scale, flip := m.at(r, 0), m.scale[r], m.kernels.int8.flip
	for c := range dst[:m.Cols] {
		weight := int8(m.panels[at+c/stepCols*stepBytes+c%stepCols] ^ flip[c%stepCols])
		dst[c] = float32(float32(weight) * scale)
	}
}

// MatMul multiplies every vector of a with the matrix: dst[t][r] = (Σ_c w[r,c]·x[t,c])·(scale[r]·x.scale[t]) + bias[r].
// dst is [tokens, Rows]; a nil bias means no bias. The integer sum is exact for up to 2¹⁷ columns; the two scales are
// multiplied first. a must have been set with Int8Levels and Cols columns.
func (m *Int8Matrix) MatMul(dst []float32, a *Activations, bias []float32) {
	a.check("Int8Matrix.MatMul", m.Cols, Int8Levels, 0)
	checkLength("Int8Matrix.MatMul", a.tokens*m.Rows, len(dst))
	padded, inputs := len(m.scale), roundUp(m.Cols, groupCols)
	sums := a.int32s(a.tokens * padded)
	a.encode(m.kernels.int8.operandBytes, m.kernels.int8.operands)
	for t := range a.tokens {
		a.startSums(sums[t*padded:(t+1)*padded], m.start, t)
	}
	m.kernels.eachTile(a, m, padded/panelRows, panelRows*inputs)
	for t := range a.tokens {
		Rescale(dst[t*m.Rows:(t+1)*m.Rows], sums[t*padded:], m.scale, bias, a.scales[t])
	}
}

func (m *Int8Matrix) tile(a *Activations, tile, panel, panels, token int) {
	padded, inputs := len(m.scale), roundUp(m.Cols, groupCols)
	m.kernels.int8.products[tile](a.sums[token*padded+panel*panelRows:], m.panels[panel*panelRows*inputs:],
		a.operand[token*a.operandStride:], panels, inputs/groupCols, 4*padded, a.operandStride)
}

// startSums sets token t's sums to their start values.
func (a *Activations) startSums(sums, start []int32, t int) {
	if start != nil {
		copy(sums, start)
		return
	}
	from := a.starts[t]
	for i := range sums {
		sums[i] = from
	}
}

func (m *Int8Matrix) String() string { return fmt.Sprintf("int8[%d, %d]", m.Rows, m.Cols) }
