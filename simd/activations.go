package simd

import "fmt"

// Activations holds the activation vectors of some tokens, quantized for the product with a quantized matrix, and the
// scratch memory of that product. It belongs to one goroutine, and every Set reuses its memory. The zero value is ready
// to use.
type Activations struct {
	tokens, cols, levels int
	block                int       // Block if every Block values have their own scale, 0 if a vector has one
	padded               int       // columns, rounded up to a multiple that suits every kind of matrix
	values               []int8    // [tokens, padded], zero beyond cols
	scales               []float32 // [tokens], or [tokens, padded/Block]

	operand       []byte // the values as this machine's kernel wants them
	operandStride int    // bytes of one token's operand
	ready         bool   // operand is encoded from values
	starts        []int32
	sums          []int32
	floats        []float32
}

// Set quantizes the vectors x, [tokens, cols], each with its own scale, to integers of magnitude at most levels:
// Int8Levels or Int4Levels, depending on the matrix they are meant for.
func (a *Activations) Set(x []float32, tokens, cols, levels int) {
	a.reset(x, tokens, cols, levels, 0)
	a.scales = resize(a.scales, tokens)
	for t := range tokens {
		row := a.values[t*a.padded : (t+1)*a.padded]
		a.scales[t] = QuantizeVec(row[:cols], x[t*cols:(t+1)*cols], levels)
		clear(row[cols:])
	}
}

// SetQ8 quantizes vectors for a product with a Q8Matrix: every Block values, or what is left of a vector, have their
// own scale, as QuantizeRange gives it.
func (a *Activations) SetQ8(x []float32, tokens, cols int) {
	a.setBlocks(x, tokens, cols, q8Levels, QuantizeRange)
}

// SetQ4 quantizes vectors for a product with a Q4Matrix: every Block values have their own scale, as QuantizeVec gives
// it for 127 levels.
func (a *Activations) SetQ4(x []float32, tokens, cols int) {
	a.setBlocks(x, tokens, cols, q4Levels, func(dst []int8, x []float32) float32 { return QuantizeVec(dst, x, q4Levels) })
}

func (a *Activations) setBlocks(x []float32, tokens, cols, levels int,
	quantize func(dst []int8, x []float32) float32) {
	a.reset(x, tokens, cols, levels, Block)
	a.scales = resize(a.scales, tokens*a.padded/Block)
	scale := a.scales
	for t := range tokens {
		row := a.values[t*a.padded : (t+1)*a.padded]
		for from := 0; from < cols; from += Block {
			to := min(from+Block, cols)
			scale[0] = quantize(row[from:to], x[t*cols+from:t*cols+to])
			scale = scale[1:]
		}
		clear(row[cols:])
	}
}

// reset makes room for vectors, and panics if there are not enough values.
func (a *Activations) reset(x []float32, tokens, cols, levels, block int) {
	if tokens < 1 || cols < 1 || len(x) < tokens*cols {
		panic(fmt.Sprintf("simd: Activations: %d values for %d vectors of %d", len(x), tokens, cols))
	}
	a.tokens, a.cols, a.levels, a.block, a.ready = tokens, cols, levels, block, false
	a.padded = roundUp(cols, Block)
	a.values = resize(a.values, tokens*a.padded)
}

// check panics if the activations were not set for this product.
func (a *Activations) check(kernel string, cols, levels, block int) {
	if a.cols != cols || a.levels != levels || a.block != block {
		panic(fmt.Sprintf("simd: %s: activations of %d columns, %d levels and blocks of %d, want %d, %d and %d", kernel, a.cols,
			a.levels, a.block, cols, levels, block))
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
	for t := range a.tokens {
		operands(a, a.operand[t*a.operandStride:][:a.operandStride], a.values[t*a.padded:][:a.padded], t)
	}
}

// encodeBlocks turns the values into the operands of a block format, unless that is done already.
func (a *Activations) encodeBlocks(k *blockKernels) {
	if a.ready {
		return
	}
	a.ready = true
	record := Block*k.operandBytes + blockHead
	a.operandStride = a.padded / Block * record
	a.operand = resize(a.operand, a.tokens*a.operandStride)
	for i, scale := range a.scales {
		values, dst := a.values[i*Block:(i+1)*Block], a.operand[i*record:(i+1)*record]
		start, sum := k.operands(dst, values), int32(0)
		for _, v := range values {
			sum += int32(v)
		}
		head := dst[Block*k.operandBytes:]
		putFloat32(head[headScale:], scale)
		putInt32(head[headStart:], start)
		putFloat32(head[headSum:], float32(float32(sum)*scale))
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
