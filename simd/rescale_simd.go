//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "unsafe"

func rescale(dst []float32, acc []int32, scale []float32, xScale float32) {
	n := 0
	if haveVectors {
		begin()
		xs := broadcastWide(xScale)
		to, sums, scales := unsafe.Pointer(unsafe.SliceData(dst)), unsafe.Pointer(unsafe.SliceData(acc)),
			unsafe.Pointer(unsafe.SliceData(scale))
		for i := range len(dst) / wideLanes {
			putWide(to, i, wideIntsAt(sums, i).ConvertToFloat32().Mul(wideAt(scales, i).Mul(xs)))
		}
		finish()
		n = len(dst) / wideLanes * wideLanes
	}
	rescaleGeneric(dst[n:], acc[n:], scale[n:], xScale)
}

func rescaleAdd(dst []float32, acc []int32, scale, bias []float32, xScale float32) {
	n := 0
	if haveVectors {
		begin()
		xs := broadcastWide(xScale)
		to, sums, scales, biases := unsafe.Pointer(unsafe.SliceData(dst)), unsafe.Pointer(unsafe.SliceData(acc)),
			unsafe.Pointer(unsafe.SliceData(scale)), unsafe.Pointer(unsafe.SliceData(bias))
		for i := range len(dst) / wideLanes {
			product := wideIntsAt(sums, i).ConvertToFloat32().Mul(wideAt(scales, i).Mul(xs))
			putWide(to, i, product.Add(wideAt(biases, i)))
		}
		finish()
		n = len(dst) / wideLanes * wideLanes
	}
	rescaleAddGeneric(dst[n:], acc[n:], scale[n:], bias[n:], xScale)
}
