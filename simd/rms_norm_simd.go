//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

func scaleByVector(dst, x, gain []float32, scale float32) {
	if haveVectors {
		begin()
		s := broadcastWide(scale)
		for len(x) >= wideLanes && len(dst) >= wideLanes && len(gain) >= wideLanes {
			loadWide(x).Mul(s).Mul(loadWide(gain)).Store(dst)
			dst, x, gain = dst[wideLanes:], x[wideLanes:], gain[wideLanes:]
		}
		finish()
	}
	scaleByVectorGeneric(dst, x, gain, scale)
}
