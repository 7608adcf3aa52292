//go:build wasm && !relaxed_simd && !no_simd

package simd

func matmulVariant() string { return "simd128" }

const (
	int8OperandBytes = 2
	int4OperandBytes = 2
)

func int8Operands(in *Input, dst []byte, values []int8, t int) {
	int8PairsOperands(in, dst, values, t)
}
func int8Start(*Int8Matrix) []int32 { return nil }
func int8Encode(panels []byte)      { int8PairsFlip(panels) }

func int8Decode(panels []byte, i int) int8 {
	if i%2 == 0 {
		return int8(panels[i] ^ firstOffset)
	}
	return int8(panels[i])
}

func int4Operands(in *Input, dst []byte, values []int8, t int) { int4LaneOperands(in, dst, values, t) }
func int4At(r, c int) (offset, shift int)                      { return int4LaneAt(r, c) }
func int4Flip(c int) byte                                      { return int4LaneFlip(c) }
