//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

// fromInt16 loads eight numbers and turns the first four at a time: not every instruction set can extend the others.
func fromInt16(dst []float32, src []int16, scales []float32, cols int) {
	if !haveVectors {
		fromInt16Generic(dst, src, scales, cols)
		return
	}
	begin()
	for _, scale := range scales {
		by, to, from := archsimd.BroadcastFloat32x4(scale), dst[:cols], src
		for len(to) >= vector && len(from) >= 2*vector {
			archsimd.LoadInt16x8(from).ExtendLo4ToInt32().ConvertToFloat32().Mul(by).Store(to)
			to, from = to[vector:], from[vector:]
		}
		for i := range to {
			to[i] = float32(float32(from[i]) * scale)
		}
		dst, src = dst[cols:], src[cols:]
	}
}
