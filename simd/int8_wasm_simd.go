//go:build wasm && !no_simd

package simd

// tileTokens are the numbers of tokens that there are kernels for.
var tileTokens = []int{1, 2}

func dotInt8(tokens int, sums []int32, w, x []byte, panels, groups, sumStride, xStride int) {
	if tokens == 2 {
		dotInt8x2(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
		return
	}
	dotInt8x1(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
}

// The kernels add to acc, [tokens][panels·16] with accStride bytes between tokens, the products of a matrix's panels with the tokens'
// activations, xStride bytes apart. groups is the number of inputs over 8; it and panels must be at least 1.

//go:noescape
func dotInt8x1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8x2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)
