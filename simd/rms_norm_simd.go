//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func scaleByVector(dst, x, gain []float32, scale float32) {
	if haveVectors {
		begin()
		s := archsimd.BroadcastFloat32x4(scale)
		for len(x) >= vector && len(dst) >= vector && len(gain) >= vector {
			archsimd.LoadFloat32x4(x).Mul(s).Mul(archsimd.LoadFloat32x4(gain)).Store(dst)
			dst, x, gain = dst[vector:], x[vector:], gain[vector:]
		}
	}
	scaleByVectorGeneric(dst, x, gain, scale)
}
