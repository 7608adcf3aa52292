//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func sum(x []float32) float32 {
	if !haveVectors {
		return sumGeneric(x)
	}
	begin()
	var low, high archsimd.Float32x4
	for len(x) >= lanes {
		low = low.Add(archsimd.LoadFloat32x4(x))
		high = high.Add(archsimd.LoadFloat32x4(x[vector:]))
		x = x[lanes:]
	}
	var s [lanes]float32
	store(&s, low, high)
	for c, v := range x {
		s[c] += v
	}
	return combine(&s)
}

func sumSquares(x []float32, mean float32) float32 {
	if !haveVectors {
		return sumSquaresGeneric(x, mean)
	}
	begin()
	var low, high archsimd.Float32x4
	centre := archsimd.BroadcastFloat32x4(mean)
	for len(x) >= lanes {
		a := archsimd.LoadFloat32x4(x).Sub(centre)
		b := archsimd.LoadFloat32x4(x[vector:]).Sub(centre)
		low, high = low.Add(a.Mul(a)), high.Add(b.Mul(b))
		x = x[lanes:]
	}
	var s [lanes]float32
	store(&s, low, high)
	for c, v := range x {
		d := v - mean
		s[c] += float32(d * d)
	}
	return combine(&s)
}

func normalize(dst, x, gain, bias []float32, mean, scale float32) {
	if haveVectors {
		begin()
		m, s := broadcastWide(mean), broadcastWide(scale)
		for len(x) >= wideLanes && len(dst) >= wideLanes && len(gain) >= wideLanes && len(bias) >= wideLanes {
			v := loadWide(x).Sub(m).Mul(s).Mul(loadWide(gain))
			v.Add(loadWide(bias)).Store(dst)
			dst, x, gain, bias = dst[wideLanes:], x[wideLanes:], gain[wideLanes:], bias[wideLanes:]
		}
		finish()
	}
	normalizeGeneric(dst, x, gain, bias, mean, scale)
}
