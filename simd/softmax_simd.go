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

// subtractExp is Exp a vector at a time, step by step the same. No argument is above 0, so there is no overflow to look
// for; where Exp returns 0, the mask clears whatever the arithmetic made of it.
func subtractExp(x []float32, m float32) {
	if haveVectors {
		begin()
		lowest, largest := broadcastWide(expLowest), broadcastWide(m)
		perLn2, bias := broadcastWide(log2e), broadcastWide(roundingBias)
		ln2a, ln2b := broadcastWide(ln2High), broadcastWide(ln2Low)
		c0, c1, c2 := broadcastWide(expC0), broadcastWide(expC1), broadcastWide(expC2)
		c3, c4, c5 := broadcastWide(expC3), broadcastWide(expC4), broadcastWide(expC5)
		one := broadcastWide(1)
		for ; len(x) >= wideLanes; x = x[wideLanes:] {
			v := loadWide(x).Sub(largest)
			n := v.Mul(perLn2).Add(bias).Sub(bias)
			r := v.Sub(n.Mul(ln2a)).Sub(n.Mul(ln2b))
			p := c5.Mul(r).Add(c4).Mul(r).Add(c3).Mul(r).Add(c2).Mul(r).Add(c1).Mul(r).Add(c0)
			p = p.Mul(r.Mul(r)).Add(r).Add(one)
			bits := p.ToBits().BitsToInt32().Add(n.ConvertToInt32().ShiftAllLeft(23))
			bits = bits.And(maskBits(v.GreaterEqual(lowest)))
			bits.ToBits().BitsToFloat32().Store(x)
		}
		finish()
	}
	subtractExpGeneric(x, m)
}

func scaleBy(x []float32, a float32) {
	if haveVectors {
		begin()
		scale := broadcastWide(a)
		for ; len(x) >= wideLanes; x = x[wideLanes:] {
			loadWide(x).Mul(scale).Store(x)
		}
		finish()
	}
	scaleByGeneric(x, a)
}
