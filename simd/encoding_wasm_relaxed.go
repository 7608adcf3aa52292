//go:build wasm && relaxed_simd && !no_simd

package simd

func matmulVariant() string { return "relaxed" }

const (
	int8OperandBytes = 1
	int4OperandBytes = 1
)

func int8Operands(in *Input, dst []byte, values []int8, t int) {
	int8OffsetOperands(in, dst, values, t)
}
func int8Start(m *Int8Matrix) []int32      { return int8OffsetStart(m) }
func int8Encode([]byte)                    {}
func int8Decode(panels []byte, i int) int8 { return int8(panels[i]) }

func int4Operands(in *Input, dst []byte, values []int8, t int) {
	int4NibbleOperands(in, dst, values, t)
}
func int4At(r, c int) (offset, shift int) { return int4NibbleAt(r, c) }
func int4Flip(int) byte                   { return 0 }
