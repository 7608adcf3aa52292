//go:build wasm && !no_simd

package simd

func dotInt4(tokens int, sums []float32, w, x []byte, starts []int32, panels, blocks, sumStride, xStride, startStride int) {
	if tokens == 2 {
		dotInt4x2(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
		return
	}
	dotInt4x1(&sums[0], &w[0], &x[0], &starts[0], panels, blocks, sumStride, xStride, startStride)
}

// The kernels add to sum, [tokens][panels·16] with sumStride bytes between tokens, the products of a matrix's panels with the tokens'
// activations, xStride bytes apart, one block after the other; start is [tokens][blocks], startStride bytes between tokens. panels and
// blocks must be at least 1.

//go:noescape
func dotInt4x1(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4x2(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)
