package simd

import "unsafe"

// The block formats, Q8 and Q4, are for models that others have trained: a few channels of those are many times larger
// than the rest, so every Block inputs have a scale of their own, in the weights and in the activations. The numbers
// are those of GGUF's Q8_0 and Q4_1.
//
// A panel of 16 outputs is a row of records, one for each block: the weights in steps, as in Int8Matrix and Int4Matrix,
// then the scales of the 16 outputs, and in Q4 their minima, as float32. A token's operand is a row of records too: the
// encoded activations of a block, then a head. Both have a block's inputs in the order of
// q8InBlock or q4InBlock.

// Block is the number of inputs that share a scale in the block formats.
const Block = 32

const (
	// panelScales is the size of the 16 scales, or minima, of a panel's block.
	panelScales  = panelRows * 4
	q8BlockBytes = panelRows*Block + panelScales
	q4BlockBytes = panelRows*Block/2 + 2*panelScales

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
	pack         func(dst []byte, x *[Block]float32, g *grid) (start, sum int32)
	// products are by number of tokens. Each adds to sums, [tokens][panels·16] with sumStride bytes between tokens, the
	// products of a matrix's panels with the tokens' operands, xStride bytes apart, one block after the other. panels and
	// blocks are at least 1.
	products []blockProduct
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
	recordBytes int // of a panel's block
	levels      int // of the activations
	kernels     *kernels
	kernel      *blockKernels
	panels      []byte // [panels][blocks] records
}

func (m *blockMatrix) blocks() int { return roundUp(m.cols, Block) / Block }

// record returns where the block of output r and input c begins.
func (m *blockMatrix) record(r, c int) int { return (r/panelRows*m.blocks() + c/Block) * m.recordBytes }

// matMul is the MatMul of both formats.
func (m *blockMatrix) matMul(kernel string, dst []float32, a *Activations, bias []float32) {
	a.check(kernel, m.cols, m.levels, Block)
	checkLength(kernel, a.tokens*m.rows, len(dst))
	padded, blocks := roundUp(m.rows, panelRows), m.blocks()
	sums := a.float32s(a.tokens * padded)
	clear(sums)
	m.kernels.eachTile(padded/panelRows, blocks*m.recordBytes, a.tokens, func(tile, panel, panels, token int) {
		m.kernel.products[tile](sums[token*padded+panel*panelRows:], m.panels[panel*blocks*m.recordBytes:],
			a.operand[token*a.operandStride:], panels, blocks, 4*padded, a.operandStride)
	})
	for t := range a.tokens {
		row := dst[t*m.rows : (t+1)*m.rows]
		copy(row, sums[t*padded:])
		if bias != nil {
			Add(row, bias)
		}
	}
}
