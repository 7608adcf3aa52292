//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

func rescale(dst []float32, acc []int32, scale []float32, xScale float32) {
	if haveVectors {
		begin()
		xs := broadcastWide(xScale)
		for len(dst) >= wideLanes && len(acc) >= wideLanes && len(scale) >= wideLanes {
			s := loadWide(scale).Mul(xs)
			loadWideInts(acc).ConvertToFloat32().Mul(s).Store(dst)
			dst, acc, scale = dst[wideLanes:], acc[wideLanes:], scale[wideLanes:]
		}
		finish()
	}
	rescaleGeneric(dst, acc, scale, xScale)
}
