package simd

import "fmt"

// Activations holds the activation vectors of some tokens, quantized for the product with a quantized matrix, and the
// scratch memory of that product. It belongs to one goroutine, and every Set reuses its memory. The zero value is ready
// to use.
type Activations struct {
	// Pool, if not nil, shares the products.
	Pool *Pool
	// Team, if not nil, shares those that are large enough with other instances of the program.
	Team *Team

	tokens, cols, levels int
	block                int       // Block if every Block values have their own scale, 0 if a vector has one
	padded               int       // columns, rounded up to a multiple that suits every kind of matrix
	values               []int8    // [tokens, padded], zero beyond cols; as scales not for the block formats
	scales               []float32 // [tokens]

	operand       []byte // the values as this machine's kernel wants them
	operandStride int    // bytes of one token's operand
	ready         bool   // operand is encoded from values
	starts        []int32
	quantizing    quantizing
	shared        sharing
	next, asked   []Shared // see Together; of these the team's helpers have yet to answer
	sums          []int32
	floats        []float32
}

// Set quantizes the vectors x, [tokens, cols], each with its own scale, to integers of magnitude at most levels:
// Int8Levels or Int4Levels, depending on the matrix they are meant for.
func (a *Activations) Set(x []float32, tokens, cols, levels int) {
	a.reset(x, tokens, cols, levels, 0)
	a.values = resize(a.values, tokens*a.padded)
	a.scales = resize(a.scales, tokens)
	a.quantizing.x = x
	a.eachToken(setTokens)
}

func setTokens(a *Activations, _, from, to int) {
	for t := from; t < to; t++ {
		row := a.values[t*a.padded : (t+1)*a.padded]
		a.scales[t] = QuantizeVec(row[:a.cols], a.quantizing.x[t*a.cols:(t+1)*a.cols], a.levels)
		clear(row[a.cols:])
	}
}

// SetQ8 quantizes vectors for a product with a Q8Matrix: every Block values, or what is left of a vector, have their
// own scale, as QuantizeRange gives it.
func (a *Activations) SetQ8(x []float32, tokens, cols int) {
	a.setBlocks(x, tokens, cols, q8Levels, &kernelsHere().q8.blockKernels, rangeGrid)
}

// SetQ4 quantizes vectors for a product with a Q4Matrix: every Block values have their own scale, as QuantizeVec gives
// it for 127 levels.
func (a *Activations) SetQ4(x []float32, tokens, cols int) {
	a.setBlocks(x, tokens, cols, q4Levels, &kernelsHere().q4.blockKernels, largestGrid)
}

// setBlocks quantizes and encodes a block at a time, so that it stays in registers and in the innermost cache.
func (a *Activations) setBlocks(x []float32, tokens, cols, levels int, k *blockKernels, gridOf func([]float32) grid) {
	a.reset(x, tokens, cols, levels, Block)
	a.operandStride = a.padded / Block * (Block*k.operandBytes + headBytes)
	a.operand = resize(a.operand, tokens*a.operandStride)
	q := &a.quantizing
	q.x, q.blocks, q.gridOf = x, k, gridOf
	a.eachToken(setBlockTokens)
}

func setBlockTokens(a *Activations, share, from, to int) {
	q := &a.quantizing
	k, gridOf, own := q.blocks, q.gridOf, &q.scratch[share]
	record, dst := Block*k.operandBytes+headBytes, a.operand[from*a.operandStride:]
	for t := from; t < to; t++ {
		row := q.x[t*a.cols : (t+1)*a.cols]
		for ; len(row) >= Block; row = row[Block:] {
			own.grid = gridOf(row[:Block])
			k.encodeBlock(dst[:record], (*[Block]float32)(row), &own.grid)
			dst = dst[record:]
		}
		if len(row) > 0 {
			clear(own.rest[copy(own.rest[:], row):])
			own.grid = gridOf(own.rest[:])
			k.encodeBlock(dst[:record], &own.rest, &own.grid)
			dst = dst[record:]
		}
	}
}

// zeros stand for values that have no grid.
var zeros [Block]float32

// encodeBlock writes the operand of a block.
func (k *blockKernels) encodeBlock(dst []byte, x *[Block]float32, g *grid) {
	if g.inverse == 0 {
		x = &zeros
	}
	start, sum := k.pack(dst, x, g)
	head := headAt(dst, Block*k.operandBytes)
	*head = blockHead{scale: g.scale, start: start, sum: float32(float32(sum) * g.scale)}
}

// reset makes room for vectors, and panics if there are not enough values.
func (a *Activations) reset(x []float32, tokens, cols, levels, block int) {
	if tokens < 1 || cols < 1 || len(x) < tokens*cols {
		panic(fmt.Sprintf("simd: Activations: %d values for %d vectors of %d", len(x), tokens, cols))
	}
	a.tokens, a.cols, a.levels, a.block, a.ready = tokens, cols, levels, block, false
	a.next = a.next[:0]
	a.padded = roundUp(cols, Block)
}

// check panics if the activations were not set for this product.
func (a *Activations) check(kernel string, cols, levels, block int) {
	if a.cols != cols || a.levels != levels || a.block != block {
		panic(fmt.Sprintf("simd: %s: activations of %d columns, %d levels and blocks of %d, want %d, %d and %d", kernel,
			a.cols, a.levels, a.block, cols, levels, block))
	}
}

// encode turns the values into a kernel's operands, unless that is done already: bytesPerColumn bytes for every column,
// and for every token as many start values as operands writes.
func (a *Activations) encode(bytesPerColumn int, operands func(a *Activations, dst []byte, values []int8, t int)) {
	if a.ready {
		return
	}
	a.ready = true
	a.operandStride = a.padded * bytesPerColumn
	a.operand = resize(a.operand, a.tokens*a.operandStride)
	a.starts = resize(a.starts, a.tokens*a.padded/Int4Block)
	a.quantizing.operands = operands
	a.eachToken(encodeTokens)
}

func encodeTokens(a *Activations, _, from, to int) {
	for t := from; t < to; t++ {
		a.quantizing.operands(a, a.operand[t*a.operandStride:][:a.operandStride], a.values[t*a.padded:][:a.padded], t)
	}
}

// int32s returns memory for n integer sums.
func (a *Activations) int32s(n int) []int32 {
	a.sums = resize(a.sums, n)
	return a.sums
}

// float32s returns memory for n float sums.
func (a *Activations) float32s(n int) []float32 {
	a.floats = resize(a.floats, n)
	return a.floats
}

// resize returns a slice of n elements, in the same memory if they fit. Their values are undefined.
func resize[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}
