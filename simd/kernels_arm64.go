//go:build goexperiment.simd

package simd

// candidates returns the kernels of this build, best first. Every 64-bit ARM processor can run both.
func candidates() []*kernels { return []*kernels{neon, generic} }

// neon are kernels in Go's vectors, for ARM. Operands are the values themselves, as in generic.
var neon = &kernels{
	name:   "neon",
	tokens: []int{1},
	int8:   int8Kernels{operandBytes: 1, operands: int8PlainOperands, products: []int8Product{dotInt8Neon}},
	int4: int4Kernels{operandBytes: 1, operands: int4NibbleOperands, at: int4NibbleAt, flip: noFlip,
		products: []int4Product{dotInt4Neon}},
	q8: q8Kernels{blockKernels: blockKernels{operandBytes: 1, pack: packPlain, products: []blockProduct{dotQ8Neon}}},
	q4: q4Kernels{at: int4NibbleAt, flip: noFlip, gather: q4GatherNibbles, blockKernels: blockKernels{
		operandBytes: 1, pack: packPlain,
		products: []blockProduct{dotQ4Neon}}},
}
