//go:build wasm && relaxed_simd && !no_simd

package simd

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{relaxed} }

// relaxed uses relaxed SIMD's dot product of bytes.
var relaxed = &kernels{
	name:   "relaxed",
	tokens: []int{1, 2},
	int8: int8Kernels{
		operandBytes: 1, operands: int8OffsetOperands, start: int8OffsetStart,
		products: []int8Product{assemblyInt8(dotInt8x1), assemblyInt8(dotInt8x2)},
	},
	int4: int4Kernels{
		operandBytes: 1, operands: int4NibbleOperands, at: int4NibbleAt, flip: noFlip,
		products: []int4Product{assemblyInt4(dotInt4x1), assemblyInt4(dotInt4x2)},
	},
	q8: q8Kernels{sums: true, blockKernels: blockKernels{operandBytes: 1, operands: q8OffsetOperands,
		products: []blockProduct{assemblyBlocks(dotQ8x1), assemblyBlocks(dotQ8x2)}}},
	q4: q4Kernels{at: int4NibbleAt, flip: noFlip, blockKernels: blockKernels{operandBytes: 1, operands: plainOperands,
		products: []blockProduct{assemblyBlocks(dotQ4x1), assemblyBlocks(dotQ4x2)}}},
}
