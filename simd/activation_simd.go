//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func negativeMagnitude(dst, x []float32, factor float32) {
	if haveVectors {
		begin()
		f, sign := archsimd.BroadcastFloat32x4(factor), archsimd.BroadcastUint32x4(signBit)
		for len(x) >= vector && len(dst) >= vector {
			archsimd.LoadFloat32x4(x).Mul(f).ToBits().Or(sign).BitsToFloat32().Store(dst)
			dst, x = dst[vector:], x[vector:]
		}
	}
	negativeMagnitudeGeneric(dst, x, factor)
}

func swiglu(x, up, e []float32) {
	if haveVectors {
		begin()
		zero, one := archsimd.BroadcastFloat32x4(0), archsimd.BroadcastFloat32x4(1)
		ones := one.ToBits().BitsToInt32()
		for len(x) >= vector && len(up) >= vector && len(e) >= vector {
			v, exp := archsimd.LoadFloat32x4(x), archsimd.LoadFloat32x4(e)
			// 1 where v is not negative, otherwise 0: the larger of it and e, which is at most 1, is the numerator.
			numerator := ones.And(v.GreaterEqual(zero).ToInt32x4()).ToBits().BitsToFloat32().Max(exp)
			v.Mul(numerator.Div(one.Add(exp))).Mul(archsimd.LoadFloat32x4(up)).Store(x)
			x, up, e = x[vector:], up[vector:], e[vector:]
		}
	}
	swigluGeneric(x, up, e)
}

func geluTanhArgument(dst, x []float32) {
	if haveVectors {
		begin()
		cubic, scale := archsimd.BroadcastFloat32x4(geluCubic), archsimd.BroadcastFloat32x4(sqrtTwoOverPi)
		for len(x) >= vector && len(dst) >= vector {
			v := archsimd.LoadFloat32x4(x)
			v.Add(v.Mul(v).Mul(v).Mul(cubic)).Mul(scale).Store(dst)
			dst, x = dst[vector:], x[vector:]
		}
	}
	geluTanhArgumentGeneric(dst, x)
}

func geluTanh(x, y, e []float32) {
	if haveVectors {
		begin()
		half, one, sign := archsimd.BroadcastFloat32x4(0.5), archsimd.BroadcastFloat32x4(1),
			archsimd.BroadcastUint32x4(signBit)
		for len(x) >= vector && len(y) >= vector && len(e) >= vector {
			exp := archsimd.LoadFloat32x4(e)
			t := one.Sub(exp).Div(one.Add(exp)).ToBits()
			t = t.Or(archsimd.LoadFloat32x4(y).ToBits().And(sign))
			archsimd.LoadFloat32x4(x).Mul(half).Mul(one.Add(t.BitsToFloat32())).Store(x)
			x, y, e = x[vector:], y[vector:], e[vector:]
		}
	}
	geluTanhGeneric(x, y, e)
}
