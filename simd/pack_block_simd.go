//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// rounding are the constants of rounding to a grid's integers.
type rounding struct {
	inverse    archsimd.Float32x4
	sign, half archsimd.Uint32x4
	limit      archsimd.Int32x4
}

func newRounding(g *grid) rounding {
	begin()
	return rounding{archsimd.BroadcastFloat32x4(g.inverse), broadcastBits(signBit), broadcastBits(almostHalf),
		archsimd.BroadcastInt32x4(g.limit)}
}

// round rounds vector i of the block at x.
func (r rounding) round(x unsafe.Pointer, i int) archsimd.Int32x4 {
	t := load(x, vector*i).Mul(r.inverse)
	return t.Add(t.ToBits().And(r.sign).Or(r.half).BitsToFloat32()).ConvertToInt32().Min(r.limit)
}

// total adds up the lanes.
func total(v archsimd.Int32x4) int32 {
	var s [vector]int32
	v.StoreArray(&s)
	return s[0] + s[1] + s[2] + s[3]
}

// storeAt stores a vector at an offset in bytes.
func storeAt(dst unsafe.Pointer, offset int, v archsimd.Int32x4) {
	v.StoreArray((*[vector]int32)(unsafe.Add(dst, offset)))
}

func packBytes(dst *[Block]byte, x *[Block]float32, g *grid, low int32) (sum int32) {
	if !haveVectors {
		return packBytesGeneric(dst, x, g, low)
	}
	r, p, mask, least := newRounding(g), unsafe.Pointer(x), archsimd.BroadcastInt32x4(255), archsimd.BroadcastInt32x4(low)
	var all archsimd.Int32x4
	for i := 0; i < Block/vector; i += 4 {
		a, b, c, d := r.round(p, i), r.round(p, i+1), r.round(p, i+2), r.round(p, i+3)
		all = all.Add(a.Add(b)).Add(c.Add(d))
		a, b, c, d = a.Sub(least).And(mask), b.Sub(least).And(mask), c.Sub(least).And(mask), d.Sub(least)
		storeAt(unsafe.Pointer(dst), vector*i, a.Or(b.ShiftAllLeft(8)).Or(c.ShiftAllLeft(16)).Or(d.ShiftAllLeft(24)))
	}
	return total(all)
}
