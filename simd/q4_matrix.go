package simd

import "fmt"

// q4Levels is the largest magnitude of an activation that is multiplied with Q4 weights.
const q4Levels = 127

// Q4Matrix is a matrix [Rows, Cols] = [outputs, inputs] of integers from 0 to 15, with a scale and a minimum for every
// Block inputs of an output, in the layout of this machine's kernel. A weight is its integer times the scale, plus the
// minimum.
type Q4Matrix struct {
	Rows, Cols int
	blockMatrix
}

// q4Kernels are an instruction set's parts of Q4Matrix.MatMul.
type q4Kernels struct {
	blockKernels
	// at returns where in a panel's step the weight of output r and input c lies: the byte, and the shift of its nibble;
	// flip gives the bits of input c's nibble that are flipped.
	at   func(r, c int) (offset, shift int)
	flip func(c int) byte
	// gather makes the bytes of one output in a step, as at and flip say: see q4Lay.
	gather func(low, high uint64) uint32
}

// NewQ4Matrix copies a row-major matrix into the kernel's layout: data holds two values to a byte, the first in the low
// half; scale and minimum are [rows, cols/Block], numbers that a float16 can hold. It panics if one is not, if cols is
// not a multiple of Block or a slice is too short.
func NewQ4Matrix(data []byte, scale, minimum []float32, rows, cols int) *Q4Matrix {
	if cols%Block != 0 {
		panic(fmt.Sprintf("simd: NewQ4Matrix: %d columns are not a multiple of %d", cols, Block))
	}
	checkMatrix("NewQ4Matrix", rows, 2*len(data), cols, rows, cols)
	checkLength("NewQ4Matrix", rows*cols/Block, len(scale), len(minimum))
	k := kernelsHere()
	m := &Q4Matrix{rows, cols, newBlockMatrix(formatQ4, k, rows, cols)}
	blocks := m.blocks()
	for r := range rows {
		m.putRow(r, data[r*cols/2:(r+1)*cols/2], scale[r*blocks:(r+1)*blocks], minimum[r*blocks:(r+1)*blocks])
	}
	for r := rows; r < roundUp(rows, panelRows); r++ { // the outputs that pad the last panel
		m.putRow(r, make([]byte, cols/2), make([]float32, blocks), make([]float32, blocks))
	}
	return m
}

// putRow lays out output r.
func (m *Q4Matrix) putRow(r int, data []byte, scale, minimum []float32) {
	panel := m.panels[r/panelRows*len(scale)*m.recordBytes:]
	q4LayRow(panel, m.recordBytes, r, data, &m.kernels.q4)
	m.putScales("NewQ4Matrix", panel, r, 0, scale, nil)
	m.putScales("NewQ4Matrix", panel, r, 1, minimum, nil)
}

// Row writes output r's weights to dst[:Cols].
func (m *Q4Matrix) Row(dst []float32, r int) {
	k := &m.kernels.q4
	for c := range dst[:m.Cols] {
		record := m.block(r, c)
		at := q4InBlock(c % Block)
		offset, shift := k.at(r%panelRows, at%int4StepCols)
		nibble := record[at/int4StepCols*stepBytes+offset]>>shift&15 ^ k.flip(at)
		dst[c] = float32(float32(nibble)*m.scaleAt(r, c, 0)) + m.scaleAt(r, c, 1)
	}
}

// MatMul multiplies every vector of a with the matrix: dst[t][r] = Σ_b ((Σ_c w[r,c]·x[t,c])·(scale[r,b]·x.scale[t,b]) +
// minimum[r,b]·((Σ_c x[t,c])·x.scale[t,b])) + bias[r], as q4Generic defines it. dst is [tokens, Rows]; a nil bias means
// no bias. a must have been set by SetQ4 with Cols columns.
func (m *Q4Matrix) MatMul(dst []float32, a *Activations, bias []float32) {
	m.matMul("Q4Matrix.MatMul", dst, a, bias)
}
