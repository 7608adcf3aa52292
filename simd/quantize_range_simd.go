//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

func extremes(x []float32) (high, low uint32) {
	if !haveVectors {
		return extremesGeneric(x)
	}
	begin()
	sign := broadcastBits(signBit)
	var h, l archsimd.Int32x4
	p, n := unsafe.Pointer(unsafe.SliceData(x)), len(x)/vector*vector
	for i := 0; i < n; i += vector {
		bits := load(p, i).ToBits()
		h, l = h.Max(bits.BitsToInt32()), l.Max(bits.Xor(sign).BitsToInt32())
	}
	x = x[n:]
	var hs, ls [vector]int32
	h.StoreArray(&hs)
	l.StoreArray(&ls)
	if len(x) > 0 {
		high, low = extremesGeneric(x)
	}
	return uint32(max(hs[0], hs[1], hs[2], hs[3], int32(high))), uint32(max(ls[0], ls[1], ls[2], ls[3], int32(low)))
}
