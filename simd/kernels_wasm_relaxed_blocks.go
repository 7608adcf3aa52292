//go:build wasm && relaxed_simd && !no_simd && !tasks_only

package simd

// The kernels of the block formats, which the models of tasks do not have.

var relaxedQ8 = q8Kernels{sums: true, blockKernels: blockKernels{operandBytes: 1, pack: q8PackOffset,
	products: []blockProduct{assemblyBlocks(dotQ8x1), assemblyBlocks(dotQ8x2)}}}

var relaxedQ4 = q4Kernels{at: int4NibbleAt, flip: noFlip, gather: q4GatherNibbles, blockKernels: blockKernels{
	operandBytes: 1, pack: packPlain,
	products: []blockProduct{assemblyBlocks(dotQ4x1), assemblyBlocks(dotQ4x2)}}}

// splitQ8 and splitQ4 are their products in three instructions.
var (
	splitQ8 = []blockProduct{assemblyBlocks(dotQ8Splitx1), assemblyBlocks(dotQ8Splitx2)}
	splitQ4 = []blockProduct{assemblyBlocks(dotQ4Splitx1), assemblyBlocks(dotQ4Splitx2)}
)
