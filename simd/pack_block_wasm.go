//go:build goexperiment.simd && wasm

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// The packing of pairs and lanes is for SIMD128 alone.

func packPairs(dst *[2 * Block]byte, x *[Block]float32, g *grid) (first, sum int32) {
	if !haveVectors {
		return packPairsGeneric(dst, x, g)
	}
	r, p, mask := newRounding(g), unsafe.Pointer(x), archsimd.BroadcastInt32x4(0xffff)
	var firsts, all archsimd.Int32x4
	for i := 0; i < Block/vector; i += 4 {
		a, b, c, d := r.round(p, i), r.round(p, i+1), r.round(p, i+2), r.round(p, i+3)
		firsts = firsts.Add(a.Add(c))
		all = all.Add(b.Add(d))
		storeAt(unsafe.Pointer(dst), 8*i, a.And(mask).Or(c.ShiftAllLeft(16)))
		b, d = b.Sub(a.ShiftAllLeft(8)), d.Sub(c.ShiftAllLeft(8))
		storeAt(unsafe.Pointer(dst), 8*i+16, b.And(mask).Or(d.ShiftAllLeft(16)))
	}
	first = total(firsts)
	return first, first + total(all)
}

func packLanes(dst *[2 * Block]byte, x *[Block]float32, g *grid) (last, sum int32) {
	if !haveVectors {
		return packLanesGeneric(dst, x, g)
	}
	r, p, mask := newRounding(g), unsafe.Pointer(x), archsimd.BroadcastInt32x4(0xffff)
	var all, low, high archsimd.Int32x4 // the latter two are those of the step before
	for j := range stepCols {
		l, h := r.round(p, j), r.round(p, j+stepCols)
		all = all.Add(l.Add(h))
		lower, upper := l.Sub(low.ShiftAllLeft(4)), h.Sub(high.ShiftAllLeft(4))
		storeAt(unsafe.Pointer(dst), 16*j, lower.And(mask).Or(upper.ShiftAllLeft(16)))
		low, high = l, h
	}
	return total(low.Add(high)), total(all)
}
