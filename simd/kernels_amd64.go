package simd

// candidates returns the kernels that this processor can run, best first.
func candidates() []*kernels {
	hasAVX2, hasVNNI := cpuFeatures()
	list := []*kernels{generic}
	if hasAVX2 {
		list = append([]*kernels{avx2}, list...)
	}
	if hasVNNI {
		list = append([]*kernels{avx512vnni}, list...)
	}
	return list
}

var avx2 = &kernels{
	name:   "avx2",
	tokens: []int{1, 2, 4},
	int8: int8Kernels{
		operandBytes: 1, operands: int8OffsetOperands, start: int8OffsetStart,
		products: []int8Product{assemblyInt8(dotInt8AVX2x1), assemblyInt8(dotInt8AVX2x2), assemblyInt8(dotInt8AVX2x4)},
	},
	int4: int4Kernels{
		operandBytes: 1, operands: int4NibbleOperands, at: int4NibbleAt, flip: noFlip,
		products: []int4Product{assemblyInt4(dotInt4AVX2x1), assemblyInt4(dotInt4AVX2x2), assemblyInt4(dotInt4AVX2x4)},
	},
	q8: q8Kernels{sums: true, blockKernels: blockKernels{operandBytes: 1, pack: q8PackOffset,
		products: []blockProduct{assemblyBlocks(dotQ8AVX2x1), assemblyBlocks(dotQ8AVX2x2), assemblyBlocks(dotQ8AVX2x4)}}},
	q4: q4Kernels{at: int4NibbleAt, flip: noFlip, gather: q4GatherNibbles, blockKernels: blockKernels{
		operandBytes: 1, pack: packPlain,
		products: []blockProduct{assemblyBlocks(dotQ4AVX2x1), assemblyBlocks(dotQ4AVX2x2), assemblyBlocks(dotQ4AVX2x4)}}},
}

var avx512vnni = &kernels{
	name:   "avx512vnni",
	tokens: []int{1, 2, 4},
	int8: int8Kernels{
		operandBytes: 1, operands: int8OffsetOperands, start: int8OffsetStart,
		products: []int8Product{assemblyInt8(dotInt8VNNIx1), assemblyInt8(dotInt8VNNIx2), assemblyInt8(dotInt8VNNIx4)},
	},
	int4: int4Kernels{
		operandBytes: 1, operands: int4NibbleOperands, at: int4NibbleAt, flip: noFlip,
		products: []int4Product{assemblyInt4(dotInt4VNNIx1), assemblyInt4(dotInt4VNNIx2), assemblyInt4(dotInt4VNNIx4)},
	},
	q8: q8Kernels{flip: unsignedFlip, blockKernels: blockKernels{operandBytes: 1, halves: true, pack: q8PackUnsigned,
		products: []blockProduct{assemblyBlocks(dotQ8VNNIx1), assemblyBlocks(dotQ8VNNIx2), assemblyBlocks(dotQ8VNNIx4)}}},
	q4: q4Kernels{at: int4NibbleAt, flip: noFlip, gather: q4GatherNibbles, blockKernels: blockKernels{
		operandBytes: 1, halves: true, pack: packPlain,
		products: []blockProduct{assemblyBlocks(dotQ4VNNIx1), assemblyBlocks(dotQ4VNNIx2), assemblyBlocks(dotQ4VNNIx4)}}},
}

//go:noescape
func dotInt8AVX2x1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8AVX2x2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8AVX2x4(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8VNNIx1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8VNNIx2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8VNNIx4(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt4AVX2x1(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4AVX2x2(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4AVX2x4(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4VNNIx1(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4VNNIx2(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4VNNIx4(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotQ8AVX2x1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8AVX2x2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8AVX2x4(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8VNNIx1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8VNNIx2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8VNNIx4(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4AVX2x1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4AVX2x2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4AVX2x4(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4VNNIx1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4VNNIx2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4VNNIx4(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)
