//go:build !amd64 && !wasm

package simd

// Without a kernel of one's own: the generic one, on values as they are.

const int8OperandBytes = 1

var tileTokens = []int{1}

func matmulVariant() string { return "generic" }

func int8Operands(in *Input, dst []byte, values []int8, t int) { int8PlainOperands(in, dst, values, t) }
func int8Start(*Int8Matrix) []int32                            { return nil }
func int8Encode([]byte)                                        {}
func int8Decode(panels []byte, i int) int8                     { return int8(panels[i]) }

func dotInt8(tokens int, sums []int32, w, x []byte, panels, groups, sumStride, xStride int) {
	dotInt8Panels(tokens, sums, w, x, panels, groups, sumStride, xStride)
}

func int4Operands(in *Input, dst []byte, values []int8, t int) {
	int4NibbleOperands(in, dst, values, t)
}
func int4At(r, c int) (offset, shift int) { return int4NibbleAt(r, c) }
func int4Flip(int) byte                   { return 0 }

const int4OperandBytes = 1

func dotInt4(tokens int, sums []float32, w, x []byte, starts []int32, panels, blocks, sumStride, xStride, startStride int) {
	dotInt4Panels(tokens, sums, w, x, starts, panels, blocks, sumStride, xStride, startStride)
}
