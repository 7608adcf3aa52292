//go:build wasm && !relaxed_simd && !no_simd

package simd

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{simd128} }

// simd128 uses SIMD128's dot product of pairs of int16.
var simd128 = &kernels{
	name:   "simd128",
	tokens: []int{1, 2},
	int8: int8Kernels{
		operandBytes: 2, operands: int8PairsOperands, flip: int8PairsFlip,
		products: []int8Product{assemblyInt8(dotInt8x1), assemblyInt8(dotInt8x2)},
	},
	int4: int4Kernels{
		operandBytes: 2, operands: int4LaneOperands, at: int4LaneAt, flip: int4LaneFlip,
		products: []int4Product{assemblyInt4(dotInt4x1), assemblyInt4(dotInt4x2)},
	},
	q8: simd128Q8, q4: simd128Q4,
}

func peakHere(sums *int32, weights *byte, rounds int) { dotPeak(sums, weights, rounds) }
