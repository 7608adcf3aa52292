//go:build wasm && !relaxed_simd && !no_simd && !tasks_only

package simd

// The kernels of the block formats, which the models of tasks do not have.

var simd128Q8 = q8Kernels{flip: int8PairsFlip, blockKernels: blockKernels{operandBytes: 2, pack: q8PackPairs,
	products: []blockProduct{assemblyBlocks(dotQ8x1), assemblyBlocks(dotQ8x2)}}}

var simd128Q4 = q4Kernels{at: int4LaneAt, flip: int4LaneFlip, gather: q4GatherLanes, blockKernels: blockKernels{
	operandBytes: 2, pack: q4PackLanes,
	products: []blockProduct{assemblyBlocks(dotQ4x1), assemblyBlocks(dotQ4x2)}}}
