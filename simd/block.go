package simd

// The block formats, Q8 and Q4, are for models that others have trained: a few channels of those are many times larger
// than the rest, so every Block inputs have a scale of their own, in the weights and in the activations. The numbers
// are those of GGUF's Q8_0 and Q4_1.
//
// A panel of 16 outputs is a row of records, one for each block: the weights in steps, as in Int8Matrix and Int4Matrix,
// then the scales of the 16 outputs, and in Q4 their minima, as float32. A token's operand is a row of records too: the
// encoded activations of a block, then a head.

// Block is the number of inputs that share a scale in the block formats.
const Block = 32

const (
	// panelScales is the size of the 16 scales, or minima, of a panel's block.
	panelScales  = panelRows * 4
	q8BlockBytes = panelRows*Block + panelScales
	q4BlockBytes = panelRows*Block/2 + 2*panelScales

	// blockHead is the size of the head of a block of activations; the others are the places in it of the scale
	// (float32), of the start value of the integer sums (int32), and of the scaled sum of the activations (float32).
	blockHead = 16
	headScale = 0
	headStart = 4
	headSum   = 8
)

// blockKernels are an instruction set's parts of a product with one of the block formats.
type blockKernels struct {
	// operandBytes is the size of an encoded activation. operands encodes a block of them, and returns the start value of
	// its sums, which cancels what the encoding of the weights adds.
	operandBytes int
	operands     func(dst []byte, values []int8) (start int32)
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
	a.encodeBlocks(m.kernel)
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
