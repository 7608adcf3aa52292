//go:build goexperiment.simd && (amd64 || wasm)

package simd

import "simd/archsimd"

func extremes(x []float32) (high, low uint32) {
	if !haveVectors {
		return extremesGeneric(x)
	}
	begin()
	sign := broadcastBits(signBit)
	var h, l archsimd.Int32x4
	for ; len(x) >= vector; x = x[vector:] {
		bits := archsimd.LoadFloat32x4(x).ToBits()
		h, l = h.Max(bits.BitsToInt32()), l.Max(bits.Xor(sign).BitsToInt32())
	}
	var hs, ls [vector]int32
	h.StoreArray(&hs)
	l.StoreArray(&ls)
	high, low = extremesGeneric(x)
	return uint32(max(hs[0], hs[1], hs[2], hs[3], int32(high))), uint32(max(ls[0], ls[1], ls[2], ls[3], int32(low)))
}

func quantizeUpTo(dst []int8, x []float32, inverse float32, limit int32) {
	if haveVectors {
		begin()
		scale, sign, half := archsimd.BroadcastFloat32x4(inverse), broadcastBits(signBit), broadcastBits(almostHalf)
		most := archsimd.BroadcastInt32x4(limit)
		var q [vector]int32
		for len(x) >= vector && len(dst) >= vector {
			t := archsimd.LoadFloat32x4(x).Mul(scale)
			t.Add(t.ToBits().And(sign).Or(half).BitsToFloat32()).ConvertToInt32().Min(most).StoreArray(&q)
			dst[0], dst[1], dst[2], dst[3] = int8(q[0]), int8(q[1]), int8(q[2]), int8(q[3])
			dst, x = dst[vector:], x[vector:]
		}
	}
	quantizeUpToGeneric(dst, x, inverse, limit)
}
