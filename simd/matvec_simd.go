//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

func matVec(dst, w, x []float32, cols int) {
	if !haveVectors {
		matVecGeneric(dst, w, x, cols)
		return
	}
	begin()
	r := 0
	for ; r+2 <= len(dst); r += 2 {
		dst[r], dst[r+1] = dotPair(w[r*cols:(r+1)*cols], w[(r+1)*cols:(r+2)*cols], x)
	}
	if r < len(dst) {
		dst[r], _ = dotPair(w[r*cols:(r+1)*cols], w[r*cols:(r+1)*cols], x)
	}
}

// matVec2 multiplies the matrix with two vectors at once, so that each number is loaded once for both.
func matVec2(dst, other, w, x, y []float32, cols int) {
	if !haveVectors || cols == 0 || cols%lanes != 0 {
		matVec(dst, w, x, cols)
		matVec(other, w, y, cols)
		return
	}
	begin()
	r := 0
	for ; r+dotRows <= len(dst); r += dotRows {
		dotTile((*[dotRows]float32)(dst[r:]), (*[dotRows]float32)(other[r:]), unsafe.Pointer(&w[r*cols]),
			unsafe.Pointer(&x[0]), unsafe.Pointer(&y[0]), cols)
	}
	finish()
	if r < len(dst) {
		matVec(dst[r:], w[r*cols:], x, cols)
		matVec(other[r:], w[r*cols:], y, cols)
	}
}

// dotPair multiplies two rows of x's length with x at once, so that x is loaded once and four additions are in flight
// at any time. It uses bare pointers because slicing three slices per step takes longer than the arithmetic.
func dotPair(a, b, x []float32) (float32, float32) {
	var aLow, aHigh, bLow, bHigh archsimd.Float32x4
	pa, pb, px := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b)),
		unsafe.Pointer(unsafe.SliceData(x))
	c := 0
	for ; c+lanes <= len(x); c += lanes {
		low, high := load(px, c), load(px, c+vector)
		aLow, aHigh = aLow.Add(load(pa, c).Mul(low)), aHigh.Add(load(pa, c+vector).Mul(high))
		bLow, bHigh = bLow.Add(load(pb, c).Mul(low)), bHigh.Add(load(pb, c+vector).Mul(high))
	}
	if c == len(x) {
		return fold(aLow.Add(aHigh)), fold(bLow.Add(bHigh))
	}
	var s, t [lanes]float32
	store(&s, aLow, aHigh)
	store(&t, bLow, bHigh)
	for i, v := range x[c:] {
		s[i] += float32(a[c+i] * v)
		t[i] += float32(b[c+i] * v)
	}
	return combine(&s), combine(&t)
}

// fold is combine after its first additions, which were those of the two vectors of partial sums.
func fold(v archsimd.Float32x4) float32 {
	var s [vector]float32
	v.StoreArray(&s)
	return (s[0] + s[2]) + (s[1] + s[3])
}

// load loads elements i..i+3 of the array at p.
func load(p unsafe.Pointer, i int) archsimd.Float32x4 {
	return archsimd.LoadFloat32x4Array((*[vector]float32)(unsafe.Add(p, 4*i)))
}
