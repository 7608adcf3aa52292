//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func add(dst, x []float32) {
	if haveVectors {
		begin()
		for len(dst) >= vector && len(x) >= vector {
			archsimd.LoadFloat32x4(dst).Add(archsimd.LoadFloat32x4(x)).Store(dst)
			dst, x = dst[vector:], x[vector:]
		}
	}
	addGeneric(dst, x)
}
