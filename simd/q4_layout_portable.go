//go:build !(goexperiment.simd && wasm)

package simd

func q4LayRow(panel []byte, recordBytes, r int, data []byte, k *q4Kernels) {
	q4LayRowGeneric(panel, recordBytes, r, data, k)
}
