//go:build !tasks_only

package simd

import "unsafe"

// Shared is a matrix that a Team can share: any of this package's quantized ones.
type Shared interface {
	product
	// seat is where the matrix notes its place in a team.
	seat() *seat
	// layout says how it lies in memory.
	layout() layout
	// zero sets a's sums of so many outputs to zero.
	zero(a *Activations, outputs int)
	// sums are a's sums of so many outputs of each token, as bytes.
	sums(a *Activations, outputs int) []byte
	// take puts n sums of every token, which a helper has computed, to those of the outputs from first on, of so many.
	take(a *Activations, outputs, first, n int, answer []byte)
}

// seat is a matrix's place in a team.
type seat struct {
	team *Team
	id   int // its index in Team.all
}

// layout is how a matrix lies in memory.
type layout struct {
	kernels   *kernels
	format    format
	cols      int
	panels    int
	panelSize int
	data      []byte // [panels] of panelSize bytes
}

// operandSize is how many bytes a token's operand has for the matrix, and how many start values belong to it.
func (l *layout) operandSize() (bytes, starts int) {
	blocks := roundUp(l.cols, Block) / Block
	switch l.format {
	case formatInt8:
		return blocks * Block * l.kernels.int8.operandBytes, blocks
	case formatInt4:
		return blocks * Block * l.kernels.int4.operandBytes, blocks
	case formatQ4:
		return blocks * (Block*l.kernels.q4.operandBytes + headBytes), 0
	}
	return blocks * (Block*l.kernels.q8.operandBytes + headBytes), 0
}

// format is a matrix's number format, in a job.
type format int

const (
	formatInt8 format = iota
	formatInt4
	formatQ8
	formatQ4
)

// empty returns a matrix of zeros for a helper's panels of another, for the same kernels; nil for a format or size that
// there is not.
func (f format) empty(k *kernels, rows, cols int) Shared {
	if rows < 1 || cols < 1 || rows%panelRows != 0 {
		return nil
	}
	switch f {
	case formatInt8:
		return &Int8Matrix{Rows: rows, Cols: cols, kernels: k, panels: make([]byte, rows*roundUp(cols, groupCols)),
			scale: make([]float32, rows)}
	case formatInt4:
		return &Int4Matrix{Rows: rows, Cols: cols, kernels: k,
			panels: make([]byte, rows*cols/Int4Block*int4BlockBytes/panelRows)}
	case formatQ8:
		return &Q8Matrix{rows, cols, newBlockMatrix(f, k, rows, cols)}
	case formatQ4:
		return &Q4Matrix{rows, cols, newBlockMatrix(f, k, rows, cols)}
	}
	return nil
}

func (m *Int8Matrix) seat() *seat  { return &m.place }
func (m *Int4Matrix) seat() *seat  { return &m.place }
func (m *blockMatrix) seat() *seat { return &m.place }

func (m *Int8Matrix) layout() layout {
	return newLayout(m.kernels, formatInt8, m.Cols, len(m.scale), m.panels)
}

func (m *Int4Matrix) layout() layout {
	return newLayout(m.kernels, formatInt4, m.Cols, roundUp(m.Rows, panelRows), m.panels)
}

func (m *blockMatrix) layout() layout {
	return newLayout(m.kernels, m.format, m.cols, roundUp(m.rows, panelRows), m.panels)
}

func newLayout(k *kernels, f format, cols, rows int, data []byte) layout {
	panels := rows / panelRows
	return layout{k, f, cols, panels, len(data) / panels, data}
}

func (m *Int8Matrix) zero(a *Activations, outputs int) { clear(a.int32s(a.tokens * outputs)) }
func (m *Int4Matrix) zero(a *Activations, outputs int) { clear(a.float32s(a.tokens * outputs)) }

func (m *blockMatrix) zero(a *Activations, outputs int) { clear(a.float32s(a.tokens * outputs)) }

func (m *Int8Matrix) sums(a *Activations, outputs int) []byte {
	return bytesOf(a.sums[:a.tokens*outputs])
}

func (m *Int4Matrix) sums(a *Activations, outputs int) []byte {
	return bytesOf(a.floats[:a.tokens*outputs])
}

func (m *blockMatrix) sums(a *Activations, outputs int) []byte {
	return bytesOf(a.floats[:a.tokens*outputs])
}

// take adds, because here the sums do not start from zero; they are exact.
func (m *Int8Matrix) take(a *Activations, outputs, first, n int, answer []byte) {
	for t := range a.tokens {
		for i := range a.sums[t*outputs+first:][:n] {
			a.sums[t*outputs+first+i] += int32(word(answer[(t*n+i)*sumBytes:]))
		}
	}
}

func (m *Int4Matrix) take(a *Activations, outputs, first, n int, answer []byte) {
	a.takeFloats(outputs, first, n, answer)
}

func (m *blockMatrix) take(a *Activations, outputs, first, n int, answer []byte) {
	a.takeFloats(outputs, first, n, answer)
}

// takeFloats copies: a float sum starts from zero everywhere.
func (a *Activations) takeFloats(outputs, first, n int, answer []byte) {
	for t := range a.tokens {
		copy(bytesOf(a.floats[t*outputs+first:][:n]), answer[t*n*sumBytes:])
	}
}

// sumBytes is the size of a sum.
const sumBytes = 4

// bytesOf is the memory of sums or start values.
func bytesOf[T int32 | float32](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*sumBytes)
}
