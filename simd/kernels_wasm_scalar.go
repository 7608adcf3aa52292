//go:build wasm && no_simd

package simd

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{scalar} }

// scalar is for engines without SIMD. Its int4 and Q4 products are the definitions in Go.
var scalar = &kernels{
	name:   "scalar",
	tokens: []int{1},
	int8:   int8Kernels{operandBytes: 1, operands: int8PlainOperands, products: []int8Product{dotInt8Scalar}},
	int4:   generic.int4,
	q8: q8Kernels{blockKernels: blockKernels{operandBytes: 1, pack: packPlain,
		products: []blockProduct{dotQ8Scalar}}},
	q4: generic.q4,
}

func dotQ8Scalar(sums []float32, w, x []byte, panels, blocks, _, _ int) {
	q8Panels(sums, w, x, panels, blocks, func(acc *[panelRows]int32, w, x []byte) {
		dotInt8x1(&acc[0], &w[0], &x[0], Block/groupCols)
	})
}

func dotInt8Scalar(sums []int32, w, x []byte, panels, groups, _, _ int) {
	for p := range panels {
		dotInt8x1(&sums[p*panelRows], &w[p*2*groups*stepBytes], &x[0], groups)
	}
}

// dotInt8x1 adds to acc, [16], the products of one panel with one token's operands.
//
//go:noescape
func dotInt8x1(acc *int32, w, x *byte, groups int)
