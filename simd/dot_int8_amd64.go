//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

var haveAVX2 = archsimd.X86.AVX2()

func dotInt8Variant() string {
	if haveAVX2 {
		return "avx2"
	}
	return "generic"
}

// dotInt8Rows does 4 rows at a time, so that the widened activations are shared, and 16 columns at a time: VPMOVSXBW widens,
// VPMADDWD multiplies and adds neighbouring products (it cannot overflow: 2·128·128 < 2³¹).
func dotInt8Rows(acc []int32, w, x []int8, rows, cols int) {
	blocks := cols / 16
	if !haveAVX2 || blocks == 0 {
		dotInt8RowsGeneric(acc, w, x, rows, cols)
		return
	}
	r := 0
	for ; r+4 <= rows; r += 4 {
		dotInt8Group(acc[r:], w[r*cols:], x, blocks, cols)
	}
	for ; r < rows; r++ {
		acc[r] = dotInt8Row(w[r*cols:], x, blocks)
	}
	addTails(acc, w, x, rows, cols, blocks*16)
}

// dotInt8Group does 4 rows. It walks by bare pointers, which halves its time: Go spends more on slicing five slices per step than on
// the arithmetic. The caller has checked the bounds.
func dotInt8Group(acc []int32, w, x []int8, blocks, cols int) {
	p, q := unsafe.Pointer(unsafe.SliceData(w)), unsafe.Pointer(unsafe.SliceData(x))
	var a0, a1, a2, a3 archsimd.Int32x8
	for c := 0; c < blocks*16; c += 16 {
		v := widen(q, c)
		a0 = a0.Add(widen(p, c).DotProductPairs(v))
		a1 = a1.Add(widen(p, c+cols).DotProductPairs(v))
		a2 = a2.Add(widen(p, c+2*cols).DotProductPairs(v))
		a3 = a3.Add(widen(p, c+3*cols).DotProductPairs(v))
	}
	// Adding neighbours twice leaves, in each half, one sum of every row.
	s := a0.ConcatAddPairsGrouped(a1).ConcatAddPairsGrouped(a2.ConcatAddPairsGrouped(a3))
	s.GetLo().Add(s.GetHi()).Store(acc[:4])
	archsimd.ClearAVXUpperBits()
}

func dotInt8Row(w, x []int8, blocks int) int32 {
	p, q := unsafe.Pointer(unsafe.SliceData(w)), unsafe.Pointer(unsafe.SliceData(x))
	var a archsimd.Int32x8
	for c := 0; c < blocks*16; c += 16 {
		a = a.Add(widen(p, c).DotProductPairs(widen(q, c)))
	}
	var s [4]int32
	a.GetLo().Add(a.GetHi()).StoreArray(&s)
	archsimd.ClearAVXUpperBits()
	return s[0] + s[1] + s[2] + s[3]
}

// widen loads the 16 bytes at p+offset as int16.
func widen(p unsafe.Pointer, offset int) archsimd.Int16x16 {
	return archsimd.LoadInt8x16Array((*[16]int8)(unsafe.Add(p, offset))).ExtendToInt16()
}
