//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func rotate(a, b, cos, sin []float32) {
	if haveVectors {
		begin()
		for len(a) >= vector && len(b) >= vector && len(cos) >= vector && len(sin) >= vector {
			p, q := archsimd.LoadFloat32x4(a), archsimd.LoadFloat32x4(b)
			c, s := archsimd.LoadFloat32x4(cos), archsimd.LoadFloat32x4(sin)
			p.Mul(c).Sub(q.Mul(s)).Store(a)
			q.Mul(c).Add(p.Mul(s)).Store(b)
			a, b, cos, sin = a[vector:], b[vector:], cos[vector:], sin[vector:]
		}
	}
	rotateGeneric(a, b, cos, sin)
}
