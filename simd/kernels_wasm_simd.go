//go:build wasm && !no_simd

package simd

// The kernels of the builds with SIMD, relaxed or not: the same declarations, with other assembly behind them.

//go:noescape
func dotInt8x1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8x2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt4x1(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4x2(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotQ8x1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8x2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4x1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4x2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)
