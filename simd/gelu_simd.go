//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

// gelu is Erf's fraction a vector at a time, step by step the same.
func gelu(x []float32) {
	if haveVectors {
		begin()
		half, root := broadcastWide(0.5), broadcastWide(sqrtHalf)
		one, minusOne := broadcastWide(1), broadcastWide(-1)
		end, minusEnd := broadcastWide(erfEnd), broadcastWide(-erfEnd)
		p0, p1, p2 := broadcastWide(erfP0), broadcastWide(erfP1), broadcastWide(erfP2)
		p3, p4, p5 := broadcastWide(erfP3), broadcastWide(erfP4), broadcastWide(erfP5)
		q0, q1, q2 := broadcastWide(erfQ0), broadcastWide(erfQ1), broadcastWide(erfQ2)
		q3, q4, q5 := broadcastWide(erfQ3), broadcastWide(erfQ4), broadcastWide(erfQ5)
		for ; len(x) >= wideLanes; x = x[wideLanes:] {
			v := loadWide(x)
			t := v.Mul(root).Min(end).Max(minusEnd)
			u := t.Mul(t)
			p := p5.Mul(u).Add(p4).Mul(u).Add(p3).Mul(u).Add(p2).Mul(u).Add(p1).Mul(u).Add(p0)
			q := q5.Mul(u).Add(q4).Mul(u).Add(q3).Mul(u).Add(q2).Mul(u).Add(q1).Mul(u).Add(q0)
			erf := t.Mul(p).Div(q).Min(one).Max(minusOne)
			v.Mul(half).Mul(one.Add(erf)).Store(x)
		}
		finish()
	}
	geluGeneric(x)
}
