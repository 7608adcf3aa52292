//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func rescale(dst []float32, acc []int32, scale []float32, xScale float32) {
	if haveVectors {
		begin()
		xs := archsimd.BroadcastFloat32x4(xScale)
		for len(dst) >= vector && len(acc) >= vector && len(scale) >= vector {
			s := archsimd.LoadFloat32x4(scale).Mul(xs)
			archsimd.LoadInt32x4(acc).ConvertToFloat32().Mul(s).Store(dst)
			dst, acc, scale = dst[vector:], acc[vector:], scale[vector:]
		}
	}
	rescaleGeneric(dst, acc, scale, xScale)
}
