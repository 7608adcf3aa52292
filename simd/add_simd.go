//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

func add(dst, x []float32) {
	if haveVectors {
		begin()
		for len(dst) >= wideLanes && len(x) >= wideLanes {
			loadWide(dst).Add(loadWide(x)).Store(dst)
			dst, x = dst[wideLanes:], x[wideLanes:]
		}
		finish()
	}
	addGeneric(dst, x)
}
