//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

// gelu is Erf's fraction four at a time, step by step the same.
func gelu(x []float32) {
	if haveVectors {
		begin()
		half, root := archsimd.BroadcastFloat32x4(0.5), archsimd.BroadcastFloat32x4(sqrtHalf)
		one, minusOne := archsimd.BroadcastFloat32x4(1), archsimd.BroadcastFloat32x4(-1)
		end, minusEnd := archsimd.BroadcastFloat32x4(erfEnd), archsimd.BroadcastFloat32x4(-erfEnd)
		p0, p1, p2 := archsimd.BroadcastFloat32x4(erfP0), archsimd.BroadcastFloat32x4(erfP1),
			archsimd.BroadcastFloat32x4(erfP2)
		p3, p4, p5 := archsimd.BroadcastFloat32x4(erfP3), archsimd.BroadcastFloat32x4(erfP4),
			archsimd.BroadcastFloat32x4(erfP5)
		q0, q1, q2 := archsimd.BroadcastFloat32x4(erfQ0), archsimd.BroadcastFloat32x4(erfQ1),
			archsimd.BroadcastFloat32x4(erfQ2)
		q3, q4, q5 := archsimd.BroadcastFloat32x4(erfQ3), archsimd.BroadcastFloat32x4(erfQ4),
			archsimd.BroadcastFloat32x4(erfQ5)
		for ; len(x) >= vector; x = x[vector:] {
			v := archsimd.LoadFloat32x4(x)
			t := v.Mul(root).Min(end).Max(minusEnd)
			u := t.Mul(t)
			p := p5.Mul(u).Add(p4).Mul(u).Add(p3).Mul(u).Add(p2).Mul(u).Add(p1).Mul(u).Add(p0)
			q := q5.Mul(u).Add(q4).Mul(u).Add(q3).Mul(u).Add(q2).Mul(u).Add(q1).Mul(u).Add(q0)
			erf := t.Mul(p).Div(q).Min(one).Max(minusOne)
			v.Mul(half).Mul(one.Add(erf)).Store(x)
		}
	}
	geluGeneric(x)
}
