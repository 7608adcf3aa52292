//go:build goexperiment.simd && (amd64 || wasm)

package simd

import "simd/archsimd"

// fromInt16 loads eight numbers and turns the first four at a time: not every instruction set can extend the others.
func fromInt16(dst []float32, src []int16, scale float32) {
	if haveVectors {
		begin()
		by := archsimd.BroadcastFloat32x4(scale)
		for len(src) >= 2*vector && len(dst) >= vector {
			archsimd.LoadInt16x8(src).ExtendLo4ToInt32().ConvertToFloat32().Mul(by).Store(dst)
			dst, src = dst[vector:], src[vector:]
		}
	}
	fromInt16Generic(dst, src, scale)
}
