package simd

const int4OperandBytes = 1

func int4Operands(in *Input, dst []byte, values []int8, t int) {
	int4NibbleOperands(in, dst, values, t)
}
func int4At(r, c int) (offset, shift int) { return int4NibbleAt(r, c) }
func int4Flip(int) byte                   { return 0 }

func dotInt4(tokens int, sums []float32, w, x []byte, starts []int32, panels, blocks, sumStride, xStride, startStride int) {
	switch {
	case vnni && tokens == 4:
		dotInt4VNNIx4(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	case vnni && tokens == 2:
		dotInt4VNNIx2(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	case vnni:
		dotInt4VNNIx1(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	case avx2 && tokens == 4:
		dotInt4AVX2x4(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	case avx2 && tokens == 2:
		dotInt4AVX2x2(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	case avx2:
		dotInt4AVX2x1(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
	default:
		dotInt4Panels(tokens, sums, w, x, starts, panels, blocks, sumStride, xStride, startStride)
	}
}

// The kernels add to sum, [tokens][panels·16] with sumStride bytes between tokens, the products of a matrix's panels with the tokens'
// activations, xStride bytes apart, one block after the other; start is [tokens][blocks], startStride bytes between tokens. panels and
// blocks must be at least 1.

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
