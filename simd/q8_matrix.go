package simd

import (
	"fmt"
)

// q8Levels tells activations that are meant for Q8 weights from others. It is how many steps their range has: 7 bits,
// for the reason that Int8Levels gives, but one block's range may be -10 to 117, another's -127 to 0.
const q8Levels = rangeSteps + 1

// Q8Matrix is a matrix [Rows, Cols] = [outputs, inputs] of int8 with a scale for every Block inputs of an output, in
// the layout of this machine's kernel.
type Q8Matrix struct {
	Rows, Cols int
	blockMatrix
}

// q8Kernels are an instruction set's parts of Q8Matrix.MatMul.
type q8Kernels struct {
	blockKernels
	// flip gives the bits of a step's weights that the encoding flips.
	flip [stepCols]byte
	// sums says that minus the sum of a block's weights is in the spare bits of its scale. The encoding makes activations
	// too large by some number, which operands returns as the start value; that number times minus the sum is where the
	// kernel starts.
	sums bool
}

// NewQ8Matrix copies a row-major matrix into the kernel's layout. data are -127 to 127; scale is [rows, ⌈cols/Block⌉],
// and each is a number that a float16 can hold. It panics if that is not so, or a slice is too short.
func NewQ8Matrix(data []int8, scale []float32, rows, cols int) *Q8Matrix {
	checkMatrix("NewQ8Matrix", rows, len(data), cols, rows, cols)
	k := kernelsHere()
	m := &Q8Matrix{rows, cols, newBlockMatrix(formatQ8, k, rows, cols)}
	blocks := m.blocks()
	checkLength("NewQ8Matrix", rows*blocks, len(scale))
	raw := asBytes(data)
	sums := make([]int32, blocks)
	for r := range rows {
		m.putRow(r, raw[r*cols:(r+1)*cols], scale[r*blocks:(r+1)*blocks], sums)
	}
	for r := rows; r < roundUp(rows, panelRows); r++ { // the outputs that pad the last panel
		m.putRow(r, make([]byte, cols), make([]float32, blocks), sums)
	}
	return m
}

// putRow lays out output r. sums, one for each block, are overwritten.
func (m *Q8Matrix) putRow(r int, data []byte, scales []float32, sums []int32) {
	panel, flip := m.panels[r/panelRows*len(scales)*m.recordBytes:], word(m.kernels.q8.flip[:])
	if q8LayRow(panel, m.recordBytes, r, data, sums, flip) {
		panic(fmt.Sprintf("simd: NewQ8Matrix: output %d has a weight of -128", r))
	}
	if !m.kernels.q8.sums {
		sums = nil
	}
	m.putScales("NewQ8Matrix", panel, r, 0, scales, sums)
}

// q8At returns where in a record the weight of output r and input i of the block lies.
func q8At(r, i int) int {
	i = q8InBlock(i)
	return i/stepCols*stepBytes + r%panelRows*stepCols + i%stepCols
}

// Row writes output r's weights, multiplied by their scales, to dst[:Cols].
func (m *Q8Matrix) Row(dst []float32, r int) {
	flip := m.kernels.q8.flip
	for c := range dst[:m.Cols] {
		weight := int8(m.block(r, c)[q8At(r, c%Block)] ^ flip[q8InBlock(c%Block)%stepCols])
		dst[c] = float32(float32(weight) * m.scaleAt(r, c, 0))
	}
}

// MatMul multiplies every vector of a with the matrix: dst[t][r] = Σ_b (Σ_c w[r,c]·x[t,c])·(scale[r,b]·x.scale[t,b]) +
// bias[r], as q8Generic defines it. dst is [tokens, Rows]; a nil bias means no bias. a must have been set by SetQ8 with
// Cols columns.
func (m *Q8Matrix) MatMul(dst []float32, a *Activations, bias []float32) {
	m.matMul("Q8Matrix.MatMul", dst, a, bias)
}
