package simd

import (
	"bytes"
	"fmt"
)

// Int4Levels is the largest magnitude of an activation that is multiplied with int4 weights.
const Int4Levels = 127

// Int4Matrix is a matrix [Rows, Cols] = [outputs, inputs] of integers from -8 to 7 with a scale for every Int4Block
// inputs of an output, in the layout of this machine's kernel.
type Int4Matrix struct {
	Rows, Cols int

	kernels *kernels
	// [panels][blocks](nibbles [Int4Block/int4StepCols][panelRows·stepCols bytes], scales [panelRows] float32)
	panels []byte
	place  seat
}

// NewInt4Matrix copies a row-major matrix into the kernel's layout: data holds two values to a byte, the first in the
// low half, each plus 8; scale is [rows, cols/Int4Block]. It panics if cols is not a multiple of Int4Block or a slice
// is too short.
func NewInt4Matrix(data []byte, scale []float32, rows, cols int) *Int4Matrix {
	if cols%Int4Block != 0 {
		panic(fmt.Sprintf("simd: NewInt4Matrix: %d columns are not a multiple of %d", cols, Int4Block))
	}
	checkMatrix("NewInt4Matrix", rows, 2*len(data), cols, rows, cols)
	checkLength("NewInt4Matrix", rows*cols/Int4Block, len(scale))
	m := &Int4Matrix{Rows: rows, Cols: cols, kernels: kernelsHere()}
	m.panels = make([]byte, roundUp(rows, panelRows)*cols/Int4Block*int4BlockBytes/panelRows)
	lay, blocks := int4LayOf(&m.kernels.int4), cols/Int4Block
	for r := range rows {
		lay(m.panels[m.blockAt(r, 0):], r, data[r*cols/2:(r+1)*cols/2], scale[r*blocks:(r+1)*blocks])
	}
	zeros := bytes.Repeat([]byte{int4Offset<<4 | int4Offset}, cols/2)
	for r := rows; r < roundUp(rows, panelRows); r++ { // the outputs that pad the last panel
		lay(m.panels[m.blockAt(r, 0):], r, zeros, make([]float32, blocks))
	}
	return m
}

// blockAt returns where the block of output r and input c begins.
func (m *Int4Matrix) blockAt(r, c int) int {
	return (r/panelRows*(m.Cols/Int4Block) + c/Int4Block) * int4BlockBytes
}

// scaleAt returns where the scale of output r's block b lies.
func (m *Int4Matrix) scaleAt(r, b int) int {
	return m.blockAt(r, b*Int4Block) + panelRows*Int4Block/2 + 4*(r%panelRows)
}

// at returns where weight (r, c) lies: the byte, and the shift of its nibble in it.
func (m *Int4Matrix) at(r, c int) (offset, shift int) {
	offset, shift = m.kernels.int4.at(r%panelRows, c%int4StepCols)
	return m.blockAt(r, c) + c%Int4Block/int4StepCols*stepBytes + offset, shift
}

// Row writes output r's weights, multiplied by their scales, to dst[:Cols].
func (m *Int4Matrix) Row(dst []float32, r int) {
	for c := range dst[:m.Cols] {
		offset, shift := m.at(r, c)
		nibble := m.panels[offset]>>shift&15 ^ m.kernels.int4.flip(c)
		dst[c] = float32(float32(int(nibble)-8) * getFloat32(m.panels[m.scaleAt(r, c/Int4Block):]))
	}
}

func (m *Int4Matrix) tile(a *Activations, tile, panel, panels, token int) {
	padded, blocks := roundUp(m.Rows, panelRows), m.Cols/Int4Block
	m.kernels.int4.products[tile](a.floats[token*padded+panel*panelRows:], m.panels[panel*blocks*int4BlockBytes:],
		a.operand[token*a.operandStride:], a.starts[token*blocks:], panels, blocks, 4*padded, a.operandStride, 4*blocks)
}

// MatMul multiplies every vector of a with the matrix: dst[t][r] = (Σ_b (Σ_c w[r,c]·x[t,c])·scale[r,b])·x.scale[t] +
// bias[r], where b runs over the blocks in ascending order and c over the inputs of a block. The inner sum is exact;
// the outer one is in float32, each product rounded before it is added. dst is [tokens, Rows]; a nil bias means no
// bias. a must have been set with Int4Levels and Cols columns.
func (m *Int4Matrix) MatMul(dst []float32, a *Activations, bias []float32) {
	a.check("Int4Matrix.MatMul", m.Cols, Int4Levels, 0)
	checkLength("Int4Matrix.MatMul", a.tokens*m.Rows, len(dst))
	padded, blocks := roundUp(m.Rows, panelRows), m.Cols/Int4Block
	sums := a.float32s(a.tokens * padded)
	clear(sums)
	a.encode(m.kernels.int4.operandBytes, m.kernels.int4.operands)
	m.kernels.eachTile(a, m, padded/panelRows, blocks*int4BlockBytes)
	for t := range a.tokens {
		row := dst[t*m.Rows : (t+1)*m.Rows]
		copy(row, sums[t*padded:])
		scaleBy(row, a.scales[t])
		if bias != nil {
			Add(row, bias)
		}
	}
}
