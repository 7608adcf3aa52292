//go:build wasm && no_simd

package simd

func matmulVariant() string { return "scalar" }

const (
	int8OperandBytes = 1
	int4OperandBytes = 1
)

var tileTokens = []int{1}

func int8Operands(in *Input, dst []byte, values []int8, t int) { int8PlainOperands(in, dst, values, t) }
func int8Start(*Int8Matrix) []int32                            { return nil }
func int8Encode([]byte)                                        {}
func int8Decode(panels []byte, i int) int8                     { return int8(panels[i]) }

func dotInt8(_ int, sums []int32, w, x []byte, panels, groups, _, _ int) {
	for p := range panels {
		dotInt8x1(&sums[p*panelRows], &w[p*2*groups*stepBytes], &x[0], groups)
	}
}

func int4Operands(in *Input, dst []byte, values []int8, t int) {
	int4NibbleOperands(in, dst, values, t)
}
func int4At(r, c int) (offset, shift int) { return int4NibbleAt(r, c) }
func int4Flip(int) byte                   { return 0 }

func dotInt4(tokens int, sums []float32, w, x []byte, starts []int32, panels, blocks, sumStride, xStride, startStride int) {
	dotInt4Panels(tokens, sums, w, x, starts, panels, blocks, sumStride, xStride, startStride)
}

// dotInt8x1 adds to acc, [16], the products of one panel with one token's activations.
//
//go:noescape
func dotInt8x1(acc *int32, w, x *byte, groups int)
