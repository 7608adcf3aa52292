//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// offsetOperands adds the offset to each activation.
func offsetOperands(dst []byte, values []int8) {
	const bytes = 16
	if haveVectors {
		begin()
		offset := archsimd.BroadcastInt8x16(activationOffset)
		for len(values) >= bytes && len(dst) >= bytes {
			archsimd.LoadInt8x16(values).Add(offset).StoreArray((*[bytes]int8)(unsafe.Pointer(&dst[0])))
			dst, values = dst[bytes:], values[bytes:]
		}
	}
	offsetOperandsGeneric(dst, values)
}
