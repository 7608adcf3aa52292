package simd

import "fmt"

// Input holds the activation vectors of some tokens, quantized for the product with a quantized matrix, and the memory which that
// product needs. It belongs to one goroutine, and its memory is used again by every Set. The zero value is ready.
type Input struct {
	tokens, cols, levels int
	padded               int       // columns rounded up to what both kinds of matrix need
	values               []int8    // [tokens, padded], zero beyond cols
	scales               []float32 // [tokens]

	operand       []byte // the values as this machine's kernel wants them
	operandStride int    // bytes of one token's operand
	ready         bool   // operand is made of values
	starts        []int32
	sums          []int32
	floats        []float32
}

// Set quantizes the vectors x, [tokens, cols], each with its own scale, to integers of magnitude at most levels (Int8Levels or
// Int4Levels, after the matrix that they are meant for).
func (in *Input) Set(x []float32, tokens, cols, levels int) {
	if tokens < 1 || cols < 1 || len(x) < tokens*cols {
		panic(fmt.Sprintf("simd: Input.Set: %d values for %d vectors of %d", len(x), tokens, cols))
	}
	in.tokens, in.cols, in.levels, in.ready = tokens, cols, levels, false
	in.padded = roundUp(cols, Int4Block)
	in.values = resize(in.values, tokens*in.padded)
	in.scales = resize(in.scales, tokens)
	for t := range tokens {
		row := in.values[t*in.padded : (t+1)*in.padded]
		in.scales[t] = QuantizeVec(row[:cols], x[t*cols:(t+1)*cols], levels)
		clear(row[cols:])
	}
}

// check panics if the input was not set for this product.
func (in *Input) check(kernel string, cols, levels int) {
	if in.cols != cols || in.levels != levels {
		panic(fmt.Sprintf("simd: %s: input of %d columns and %d levels, want %d and %d", kernel, in.cols, in.levels, cols, levels))
	}
}

// operands makes the kernel's operands of the values, unless that is done: bytesPerColumn of them for every column, and for every token
// as many start values as encode writes.
func (in *Input) operands(bytesPerColumn int, encode func(in *Input, dst []byte, values []int8, t int)) {
	if in.ready {
		return
	}
	in.ready = true
	in.operandStride = in.padded * bytesPerColumn
	in.operand = resize(in.operand, in.tokens*in.operandStride)
	in.starts = resize(in.starts, in.tokens*in.padded/Int4Block)
	for t := range in.tokens {
		encode(in, in.operand[t*in.operandStride:][:in.operandStride], in.values[t*in.padded:][:in.padded], t)
	}
}

// int32s returns memory for n sums.
func (in *Input) int32s(n int) []int32 {
	in.sums = resize(in.sums, n)
	return in.sums
}

// float32s returns memory for n sums.
func (in *Input) float32s(n int) []float32 {
	in.floats = resize(in.floats, n)
	return in.floats
}

// resize returns a slice of n elements, in the same memory if they fit. Their values are whatever was there.
func resize[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}
