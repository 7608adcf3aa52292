//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import (
	"math"
	"simd/archsimd"
	"slices"
	"unsafe"
)

// broadcastBits returns a vector with the same bits in all four lanes.
func broadcastBits(b uint32) archsimd.Uint32x4 {
	return archsimd.BroadcastFloat32x4(math.Float32frombits(b)).ToBits()
}

func maxMagnitude(x []float32) uint32 {
	if !haveVectors {
		return maxMagnitudeGeneric(x)
	}
	begin()
	sign := broadcastWideBits(signBit)
	var m wideBits
	for ; len(x) >= wideLanes; x = x[wideLanes:] {
		m = m.Max(loadWide(x).ToBits().AndNot(sign))
	}
	var s [wideLanes]uint32
	m.StoreArray(&s)
	finish()
	return max(slices.Max(s[:]), maxMagnitudeGeneric(x))
}

// narrowed is how many numbers quantize makes bytes of at a time.
const narrowed = 4 * vector

func quantize(dst []int8, x []float32, inverse float32) {
	if haveVectors {
		begin()
		scale, sign, half := archsimd.BroadcastFloat32x4(inverse), broadcastBits(signBit), broadcastBits(almostHalf)
		round := func(t archsimd.Float32x4) archsimd.Int32x4 {
			t = t.Mul(scale)
			return t.Add(t.ToBits().And(sign).Or(half).BitsToFloat32()).ConvertToInt32()
		}
		for len(x) >= narrowed && len(dst) >= narrowed {
			p := unsafe.Pointer(&x[0])
			narrow((*[narrowed]int8)(dst), round(load(p, 0)), round(load(p, vector)), round(load(p, 2*vector)),
				round(load(p, 3*vector)))
			dst, x = dst[narrowed:], x[narrowed:]
		}
	}
	quantizeGeneric(dst, x, inverse)
}
