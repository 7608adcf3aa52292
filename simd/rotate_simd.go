//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

func rotate(a, b, cos, sin []float32) {
	if haveVectors {
		begin()
		for len(a) >= wideLanes && len(b) >= wideLanes && len(cos) >= wideLanes && len(sin) >= wideLanes {
			p, q := loadWide(a), loadWide(b)
			c, s := loadWide(cos), loadWide(sin)
			p.Mul(c).Sub(q.Mul(s)).Store(a)
			q.Mul(c).Add(p.Mul(s)).Store(b)
			a, b, cos, sin = a[wideLanes:], b[wideLanes:], cos[wideLanes:], sin[wideLanes:]
		}
		finish()
	}
	rotateGeneric(a, b, cos, sin)
}
