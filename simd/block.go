package simd

import (
	"fmt"
	"math"
	"unsafe"
)

// The block formats, Q8 and Q4, are for models that others have trained: a few channels of those are many times larger
// than the rest, so every Block inputs have a scale of their own, in the weights and in the activations. The numbers
// are those of GGUF's Q8_0 and Q4_1.
//
// A panel of 16 outputs is a row of records, one for each block: the weights in steps, as in Int8Matrix and Int4Matrix,
// then the scales of the 16 outputs, and in Q4 their minima, as float32 or float16. A token's operand is a row of
// records too: the encoded activations of a block, then a head. Both have a block's inputs in the order of q8InBlock or
// q4InBlock.

// Block is the number of inputs that share a scale in the block formats.
const Block = 32

const (
	// q8WeightBytes and q4WeightBytes are the sizes of the weights of a panel's block.
	q8WeightBytes = panelRows * Block
	q4WeightBytes = panelRows * Block / 2

	headBytes = int(unsafe.Sizeof(blockHead{}))
)

// blockHead is what follows a block's activations in an operand.
type blockHead struct {
	scale float32
	start int32   // where the integer sums start, or a factor of that
	sum   float32 // of the activations, scaled
	_     float32
}

// headAt returns the head behind so many bytes of activations.
func headAt(operand []byte, offset int) *blockHead {
	return (*blockHead)(unsafe.Pointer(&operand[offset : offset+headBytes][0]))
}

// blockKernels are an instruction set's parts of a product with one of the block formats.
type blockKernels struct {
	// operandBytes is the size of an encoded activation. pack rounds a block of them to a grid's integers and encodes
	// those. It returns the start value of the products' sums, which cancels what the encoding of the weights adds, and
	// the sum of the integers.
	operandBytes int
	// halves says that scales and minima are kept as float16, for instructions that read those as they are.
	halves bool
	pack   func(dst []byte, x *[Block]float32, g *grid) (start, sum int32)
	// products are by number of tokens. Each adds to sums, [tokens][panels·16] with sumStride bytes between tokens, the
	// products of a matrix's panels with the tokens' operands, xStride bytes apart, one block after the other. panels and
	// blocks are at least 1.
	products []blockProduct
}

// scaleBytes is the size of a scale or a minimum.
func (k *blockKernels) scaleBytes() int {
	if k.halves {
		return 2
	}
	return 4
}

// scale reads the scale of a panel's output r, or its minimum, among the 16 that src begins with.
func (k *blockKernels) scale(src []byte, r int) uint32 {
	if k.halves {
		return floatBits(halfWord(src[2*r:]))
	}
	return word(src[4*r:])
}

type blockProduct func(sums []float32, w, x []byte, panels, blocks, sumStride, xStride int)

// assemblyBlocks adapts a kernel in assembly, which takes pointers in place of slices.
func assemblyBlocks(f func(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)) blockProduct {
	return func(sums []float32, w, x []byte, panels, blocks, sumStride, xStride int) {
		f(&sums[0], &w[0], &x[0], panels, blocks, sumStride, xStride)
	}
}

// blockMatrix is what Q8Matrix and Q4Matrix share.
type blockMatrix struct {
	rows, cols  int
	weightBytes int // of a panel's block
	recordBytes int // of that with its scales
	levels      int // of the activations
	kernels     *kernels
	kernel      *blockKernels
	panels      []byte // [panels][blocks] records
	place       seat
	format      format
}

func (m *blockMatrix) blocks() int { return roundUp(m.cols, Block) / Block }

// newBlockMatrix returns a matrix of zeros in one of the block formats.
func newBlockMatrix(f format, k *kernels, rows, cols int) blockMatrix {
	m := blockMatrix{rows: rows, cols: cols, format: f, kernels: k, kernel: &k.q8.blockKernels, levels: q8Levels,
		weightBytes: q8WeightBytes}
	scales := 1
	if f == formatQ4 {
		m.kernel, m.levels, m.weightBytes, scales = &k.q4.blockKernels, q4Levels, q4WeightBytes, 2
	}
	m.recordBytes = m.weightBytes + scales*panelRows*m.kernel.scaleBytes()
	m.panels = make([]byte, roundUp(rows, panelRows)/panelRows*m.blocks()*m.recordBytes)
	return m
}

// block returns the record of output r and input c.
func (m *blockMatrix) block(r, c int) []byte {
	return m.panels[(r/panelRows*m.blocks()+c/Block)*m.recordBytes:][:m.recordBytes]
}

// spareBits are the bits that a float16 does not use as a float32: it has 11 significant bits, 13 fewer.
const spareBits = 1<<13 - 1

// putScales stores the scales of output r's blocks, or as kind 1 their minima, in the records that panel begins with.
// In the spare bits it puts minus sums, if there are any. It panics if a number is not a float16.
func (m *blockMatrix) putScales(kernel string, panel []byte, r, kind int, scales []float32, sums []int32) {
	bytes := m.kernel.scaleBytes()
	at := m.weightBytes + (kind*panelRows+r%panelRows)*bytes
	for b, v := range scales {
		bits := math.Float32bits(v)
		if !isHalf(bits) {
			panic(fmt.Sprintf("simd: %s: output %d has a scale or minimum of %v, which is not a float16", kernel, r, v))
		}
		if bytes == 2 {
			putHalfWord(panel[at:], halfBits(bits))
		} else if len(sums) > 0 {
			putWord(panel[at:], bits|uint32(-sums[b])&spareBits)
		} else {
			putWord(panel[at:], bits)
		}
		at += m.recordBytes
	}
}

// scaleAt returns the scale of output r and input c, or as kind 1 the minimum.
func (m *blockMatrix) scaleAt(r, c, kind int) float32 {
	return math.Float32frombits(m.kernel.scale(m.scales(m.block(r, c), kind), r%panelRows) &^ spareBits)
}

// scales returns the part of a record where the scales begin, or the minima.
func (m *blockMatrix) scales(record []byte, kind int) []byte {
	return record[m.weightBytes+kind*panelRows*m.kernel.scaleBytes():]
}

func (m *blockMatrix) tile(a *Activations, tile, panel, panels, token int) {
	padded, blocks := roundUp(m.rows, panelRows), m.blocks()
	m.kernel.products[tile](a.floats[token*padded+panel*panelRows:], m.panels[panel*blocks*m.recordBytes:],
		a.operand[token*a.operandStride:], panels, blocks, 4*padded, a.operandStride)
}

// matMul is the MatMul of both formats.
func (m *blockMatrix) matMul(kernel string, dst []float32, a *Activations, bias []float32) {
	a.check(kernel, m.cols, m.levels, Block)
	checkLength(kernel, a.tokens*m.rows, len(dst))
	padded, blocks := roundUp(m.rows, panelRows), m.blocks()
	sums := a.float32s(a.tokens * padded)
	clear(sums)
	m.kernels.eachTile(a, m, padded/panelRows, blocks*m.recordBytes)
	for t := range a.tokens {
		row := dst[t*m.rows : (t+1)*m.rows]
		copy(row, sums[t*padded:])
		if bias != nil {
			Add(row, bias)
		}
	}
}
