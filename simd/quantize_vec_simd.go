//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import (
	"math"
	"simd/archsimd"
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
	sign := broadcastBits(signBit)
	var m archsimd.Uint32x4
	for ; len(x) >= vector; x = x[vector:] {
		m = m.Max(archsimd.LoadFloat32x4(x).ToBits().AndNot(sign))
	}
	var s [vector]uint32
	m.StoreArray(&s)
	return max(s[0], s[1], s[2], s[3], maxMagnitudeGeneric(x))
}

func quantize(dst []int8, x []float32, inverse float32) {
	if haveVectors {
		begin()
		scale, sign, half := archsimd.BroadcastFloat32x4(inverse), broadcastBits(signBit), broadcastBits(almostHalf)
		var q [vector]int32
		for len(x) >= vector && len(dst) >= vector {
			t := archsimd.LoadFloat32x4(x).Mul(scale)
			t.Add(t.ToBits().And(sign).Or(half).BitsToFloat32()).ConvertToInt32().StoreArray(&q)
			dst[0], dst[1], dst[2], dst[3] = int8(q[0]), int8(q[1]), int8(q[2]), int8(q[3])
			dst, x = dst[vector:], x[vector:]
		}
	}
	quantizeGeneric(dst, x, inverse)
}
