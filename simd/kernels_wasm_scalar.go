//go:build wasm && no_simd

package simd

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{scalar} }

// scalar is for engines without SIMD. Its int4 product is the definition in Go.
var scalar = &kernels{
	name:   "scalar",
	tokens: []int{1},
	int8:   int8Kernels{operandBytes: 1, operands: int8PlainOperands, products: []int8Product{dotInt8Scalar}},
	int4:   generic.int4,
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
