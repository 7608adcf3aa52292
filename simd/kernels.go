package simd

import "sync"

// kernels is what an instruction set provides for quantized matrices: the encoding of weights and activations, and the
// products. A new instruction set is a file with one of these, and an entry in its build's list of candidates.
type kernels struct {
	name string
	// tokens lists how many tokens one call can take, ascending from 1; the products of all formats have an entry for
	// each.
	tokens []int
	int8   int8Kernels
	int4   int4Kernels
	q8     q8Kernels
	q4     q4Kernels
}

// int8Kernels are an instruction set's parts of Int8Matrix.MatMul.
type int8Kernels struct {
	// operandBytes is the size of an encoded activation; operands encodes the activations of token t, and sets its start
	// values.
	operandBytes int
	operands     func(a *Activations, dst []byte, values []int8, t int)
	// start computes the start values of a matrix's sums, which cancel an offset of the activations; nil if they depend on
	// the activations.
	start func(m *Int8Matrix) []int32
	// flip gives the bits of a step's weights that the encoding flips.
	flip [stepCols]byte
	// products are by number of tokens. Each adds to sums, [tokens][panels·16] with sumStride bytes between tokens, the
	// products of a matrix's panels with the tokens' operands, xStride bytes apart. groups is the number of inputs over 8;
	// it and panels are at least 1.
	products []int8Product
}

type int8Product func(sums []int32, w, x []byte, panels, groups, sumStride, xStride int)

// int4Kernels are an instruction set's parts of Int4Matrix.MatMul.
type int4Kernels struct {
	operandBytes int
	operands     func(a *Activations, dst []byte, values []int8, t int)
	// at returns where in a panel's step the weight of output r and input c lies: the byte, and the shift of its nibble;
	// flip gives the bits of input c's nibble that are flipped.
	at   func(r, c int) (offset, shift int)
	flip func(c int) byte
	// products are by number of tokens. Each adds to sums, [tokens][panels·16] with sumStride bytes between tokens, the
	// products of a matrix's panels with the tokens' operands, xStride bytes apart, one block after the other; starts is
	// [tokens][blocks], startStride bytes between tokens. panels and blocks are at least 1.
	products []int4Product
}

type int4Product func(sums []float32, w, x []byte, starts []int32, panels, blocks, sumStride, xStride, startStride int)

// best are the kernels of this machine: the first of the build's candidates that the processor can run, until a build
// that has to measure has done so (chooseKernels).
var best = candidates()[0]

// kernelsHere returns best. What has to be measured is measured at the first call: a program may have no matrices, like
// the page, which leaves them to its worker.
func kernelsHere() *kernels {
	chosen.Do(chooseKernels)
	return best
}

var chosen sync.Once

// Measure measures again which kernels are the fastest, in a build that has to measure, and uses those from now on, in
// matrices that there are, too. It takes some milliseconds. When a program starts, its engine may not have optimized it
// yet, and then the wrong ones can seem faster; so it should be called once when the program has worked for a while. It
// must not be called while anything is multiplied.
func Measure() {
	kernelsHere()
	measureKernels()
}

// generic is the definition in Go. Operands are the values themselves.
var generic = &kernels{
	name:   "generic",
	tokens: []int{1},
	int8:   int8Kernels{operandBytes: 1, operands: int8PlainOperands, products: []int8Product{dotInt8Panels}},
	int4: int4Kernels{operandBytes: 1, operands: int4NibbleOperands, at: int4NibbleAt, flip: noFlip,
		products: []int4Product{dotInt4Panels}},
	q8: q8Kernels{blockKernels: blockKernels{operandBytes: 1, pack: packPlain, products: []blockProduct{dotQ8Panels}}},
	q4: q4Kernels{at: int4NibbleAt, flip: noFlip, gather: q4GatherNibbles, blockKernels: blockKernels{
		operandBytes: 1, pack: packPlain,
		products: []blockProduct{dotQ4Panels}}},
}

func noFlip(int) byte { return 0 }

// tile returns the index of the largest number of tokens that is at most n.
func (k *kernels) tile(n int) int {
	for i := len(k.tokens) - 1; i > 0; i-- {
		if k.tokens[i] <= n {
			return i
		}
	}
	return 0
}

// assemblyInt8 adapts an int8 kernel in assembly, which takes pointers in place of slices.
func assemblyInt8(f func(acc *int32, w, x *byte, panels, groups, accStride, xStride int)) int8Product {
	return func(sums []int32, w, x []byte, panels, groups, sumStride, xStride int) {
		f(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	}
}

// assemblyInt4 adapts an int4 kernel in assembly.
func assemblyInt4(f func(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride,
	startStride int)) int4Product {
	return func(sums []float32, w, x []byte, starts []int32, panels, blocks, sumStride, xStride, startStride int) {
		f(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	}
}
