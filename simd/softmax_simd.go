//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

func maximum(x []float32) float32 {
	if !haveVectors || len(x) < vector {
		return maximumGeneric(x)
	}
	begin()
	m := archsimd.LoadFloat32x4(x)
	for x = x[vector:]; len(x) >= vector; x = x[vector:] {
		m = m.Max(archsimd.LoadFloat32x4(x))
	}
	var s [vector]float32
	m.StoreArray(&s)
	largest := max(s[0], s[1], s[2], s[3])
	if len(x) > 0 {
		largest = max(largest, maximumGeneric(x))
	}
	return largest
}

// subtractExp is Exp four at a time, step by step the same. No argument is above 0, so there is no overflow to look
// for; where Exp returns 0, the mask clears whatever the arithmetic made of it.
func subtractExp(x []float32, m float32) {
	if haveVectors {
		begin()
		lowest, largest := archsimd.BroadcastFloat32x4(expLowest), archsimd.BroadcastFloat32x4(m)
		perLn2, bias := archsimd.BroadcastFloat32x4(log2e), archsimd.BroadcastFloat32x4(roundingBias)
		ln2a, ln2b := archsimd.BroadcastFloat32x4(ln2High), archsimd.BroadcastFloat32x4(ln2Low)
		c0, c1, c2 := archsimd.BroadcastFloat32x4(expC0), archsimd.BroadcastFloat32x4(expC1),
			archsimd.BroadcastFloat32x4(expC2)
		c3, c4, c5 := archsimd.BroadcastFloat32x4(expC3), archsimd.BroadcastFloat32x4(expC4),
			archsimd.BroadcastFloat32x4(expC5)
		one := archsimd.BroadcastFloat32x4(1)
		for ; len(x) >= vector; x = x[vector:] {
			v := archsimd.LoadFloat32x4(x).Sub(largest)
			n := v.Mul(perLn2).Add(bias).Sub(bias)
			r := v.Sub(n.Mul(ln2a)).Sub(n.Mul(ln2b))
			p := c5.Mul(r).Add(c4).Mul(r).Add(c3).Mul(r).Add(c2).Mul(r).Add(c1).Mul(r).Add(c0)
			p = p.Mul(r.Mul(r)).Add(r).Add(one)
			bits := p.ToBits().BitsToInt32().Add(n.ConvertToInt32().ShiftAllLeft(23))
			bits = bits.And(v.GreaterEqual(lowest).ToInt32x4())
			bits.ToBits().BitsToFloat32().Store(x)
		}
	}
	subtractExpGeneric(x, m)
}

func scaleBy(x []float32, a float32) {
	if haveVectors {
		begin()
		scale := archsimd.BroadcastFloat32x4(a)
		for ; len(x) >= vector; x = x[vector:] {
			archsimd.LoadFloat32x4(x).Mul(scale).Store(x)
		}
	}
	scaleByGeneric(x, a)
}
