//go:build goexperiment.simd && (arm64 || wasm)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// dotRows is how many rows dotTile multiplies: with two vectors their partial sums are eight registers.
const dotRows = 2

// dotTile multiplies the rows of cols numbers at w with the vectors at x and y.
func dotTile(dst, other *[dotRows]float32, w, x, y unsafe.Pointer, cols int) {
	var a0, a1, b0, b1, c0, c1, d0, d1 archsimd.Float32x4
	next := unsafe.Add(w, 4*cols)
	for i := 0; i < cols; i += lanes {
		v, u, p, q := load(w, i), load(next, i), load(x, i), load(y, i)
		a0, b0 = a0.Add(v.Mul(p)), b0.Add(v.Mul(q))
		c0, d0 = c0.Add(u.Mul(p)), d0.Add(u.Mul(q))
		v, u, p, q = load(w, i+vector), load(next, i+vector), load(x, i+vector), load(y, i+vector)
		a1, b1 = a1.Add(v.Mul(p)), b1.Add(v.Mul(q))
		c1, d1 = c1.Add(u.Mul(p)), d1.Add(u.Mul(q))
	}
	dst[0], dst[1] = fold(a0.Add(a1)), fold(c0.Add(c1))
	other[0], other[1] = fold(b0.Add(b1)), fold(d0.Add(d1))
}
