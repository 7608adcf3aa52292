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
}

// NewQ4Matrix copies a row-major matrix into the kernel's layout: data holds two values to a byte, the first in the low
// half; scale and minimum are [rows, cols/Block]. It panics if cols is not a multiple of Block or a slice is too short.
func NewQ4Matrix(data []byte, scale, minimum []float32, rows, cols int) *Q4Matrix {
	if cols%Block != 0 {
		panic(fmt.Sprintf("simd: NewQ4Matrix: %d columns are not a multiple of %d", cols, Block))
	}
	checkMatrix("NewQ4Matrix", rows, 2*len(data), cols, rows, cols)
	checkLength("NewQ4Matrix", rows*cols/Block, len(scale), len(minimum))
	m := &Q4Matrix{rows, cols, blockMatrix{rows: rows, cols: cols, recordBytes: q4BlockBytes, levels: q4Levels}}
	m.kernels, m.kernel = best, &best.q4.blockKernels
	blocks := m.blocks()
	m.panels = make([]byte, roundUp(rows, panelRows)*blocks*q4BlockBytes/panelRows)
	places := placesOf(m.kernels.q4.at, m.kernels.q4.flip)
	for r := range roundUp(rows, panelRows) {
		for b := range blocks {
			record := m.panels[m.record(r, b*Block):][:q4BlockBytes]
			if r >= rows { // the outputs that pad the last panel
				places.put(record, r, make([]byte, Block/2))
				continue
			}
			places.put(record, r, data[(r*cols+b*Block)/2:][:Block/2])
			putFloat32(record[panelRows*Block/2+4*(r%panelRows):], scale[r*blocks+b])
			putFloat32(record[panelRows*Block/2+panelScales+4*(r%panelRows):], minimum[r*blocks+b])
		}
	}
	return m
}

// put lays out a block of output r.
func (places *int4Places) put(record []byte, r int, data []byte) {
	for i := range Block {
		at := q4InBlock(i)
		place := &places[at%int4StepCols]
		nibble := data[i/2] >> (4 * (i % 2)) & 15
		record[at/int4StepCols*stepBytes+r%panelRows*stepCols+place.offset] |= (nibble ^ place.flip) << place.shift
	}
}

// Row writes output r's weights to dst[:Cols].
func (m *Q4Matrix) Row(dst []float32, r int) {
	k := &m.kernels.q4
	for c := range dst[:m.Cols] {
		record := m.panels[m.record(r, c):][:q4BlockBytes]
		at := q4InBlock(c % Block)
		offset, shift := k.at(r%panelRows, at%int4StepCols)
		nibble := record[at/int4StepCols*stepBytes+offset]>>shift&15 ^ k.flip(at)
		scale := getFloat32(record[panelRows*Block/2+4*(r%panelRows):])
		minimum := getFloat32(record[panelRows*Block/2+panelScales+4*(r%panelRows):])
		dst[c] = float32(float32(nibble)*scale) + minimum
	}
}

// MatMul multiplies every vector of a with the matrix: dst[t][r] = Σ_b ((Σ_c w[r,c]·x[t,c])·(scale[r,b]·x.scale[t,b]) +
// minimum[r,b]·((Σ_c x[t,c])·x.scale[t,b])) + bias[r], as q4Generic defines it. dst is [tokens, Rows]; a nil bias means
// no bias. a must have been set by SetQ4 with Cols columns.
func (m *Q4Matrix) MatMul(dst []float32, a *Activations, bias []float32) {
	m.matMul("Q4Matrix.MatMul", dst, a, bias)
}
