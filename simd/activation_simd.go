//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

func negativeMagnitude(dst, x []float32, factor float32) {
	if haveVectors {
		begin()
		f, sign := broadcastWide(factor), broadcastWideBits(signBit)
		for len(x) >= wideLanes && len(dst) >= wideLanes {
			loadWide(x).Mul(f).ToBits().Or(sign).BitsToFloat32().Store(dst)
			dst, x = dst[wideLanes:], x[wideLanes:]
		}
		finish()
	}
	negativeMagnitudeGeneric(dst, x, factor)
}

func swiglu(x, up, e []float32) {
	if haveVectors {
		begin()
		zero, one := broadcastWide(0), broadcastWide(1)
		ones := one.ToBits().BitsToInt32()
		for len(x) >= wideLanes && len(up) >= wideLanes && len(e) >= wideLanes {
			v, exp := loadWide(x), loadWide(e)
			// 1 where v is not negative, otherwise 0: the larger of it and e, which is at most 1, is the numerator.
			numerator := ones.And(maskBits(v.GreaterEqual(zero))).ToBits().BitsToFloat32().Max(exp)
			v.Mul(numerator.Div(one.Add(exp))).Mul(loadWide(up)).Store(x)
			x, up, e = x[wideLanes:], up[wideLanes:], e[wideLanes:]
		}
		finish()
	}
	swigluGeneric(x, up, e)
}

func geluTanhArgument(dst, x []float32) {
	if haveVectors {
		begin()
		cubic, scale := broadcastWide(geluCubic), broadcastWide(sqrtTwoOverPi)
		for len(x) >= wideLanes && len(dst) >= wideLanes {
			v := loadWide(x)
			v.Add(v.Mul(v).Mul(v).Mul(cubic)).Mul(scale).Store(dst)
			dst, x = dst[wideLanes:], x[wideLanes:]
		}
		finish()
	}
	geluTanhArgumentGeneric(dst, x)
}

func geluTanh(x, y, e []float32) {
	if haveVectors {
		begin()
		half, one, sign := broadcastWide(0.5), broadcastWide(1), broadcastWideBits(signBit)
		for len(x) >= wideLanes && len(y) >= wideLanes && len(e) >= wideLanes {
			exp := loadWide(e)
			t := one.Sub(exp).Div(one.Add(exp)).ToBits()
			t = t.Or(loadWide(y).ToBits().And(sign))
			loadWide(x).Mul(half).Mul(one.Add(t.BitsToFloat32())).Store(x)
			x, y, e = x[wideLanes:], y[wideLanes:], e[wideLanes:]
		}
		finish()
	}
	geluTanhGeneric(x, y, e)
}
