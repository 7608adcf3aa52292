//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// dotRows is how many rows dotTile multiplies: with two vectors their partial sums are eight registers.
const dotRows = 4

// dotTile multiplies the rows of cols numbers at w with the vectors at x and y. A wide vector is one product's partial
// sums.
func dotTile(dst, other *[dotRows]float32, w, x, y unsafe.Pointer, cols int) {
	var a0, a1, a2, a3, b0, b1, b2, b3 wide
	w1, w2, w3 := unsafe.Add(w, 4*cols), unsafe.Add(w, 8*cols), unsafe.Add(w, 12*cols)
	for i := range cols / lanes {
		p, q := wideAt(x, i), wideAt(y, i)
		v := wideAt(w, i)
		a0, b0 = a0.Add(v.Mul(p)), b0.Add(v.Mul(q))
		v = wideAt(w1, i)
		a1, b1 = a1.Add(v.Mul(p)), b1.Add(v.Mul(q))
		v = wideAt(w2, i)
		a2, b2 = a2.Add(v.Mul(p)), b2.Add(v.Mul(q))
		v = wideAt(w3, i)
		a3, b3 = a3.Add(v.Mul(p)), b3.Add(v.Mul(q))
	}
	foldTile(a0, a1, a2, a3).StoreArray(dst)
	foldTile(b0, b1, b2, b3).StoreArray(other)
}

// foldTile adds up the partial sums of four products, in combine's order.
func foldTile(a, b, c, d wide) archsimd.Float32x4 {
	return foldFour(addHalves(a), addHalves(b), addHalves(c), addHalves(d))
}

func addHalves(v wide) archsimd.Float32x4 { return v.GetLo().Add(v.GetHi()) }

// foldFour is fold of four vectors: a transposition brings the numbers that are added into the same lanes.
func foldFour(a, b, c, d archsimd.Float32x4) archsimd.Float32x4 {
	ab := a.ConcatPermuteScalars(0, 1, 4, 5, b).Add(a.ConcatPermuteScalars(2, 3, 6, 7, b))
	cd := c.ConcatPermuteScalars(0, 1, 4, 5, d).Add(c.ConcatPermuteScalars(2, 3, 6, 7, d))
	return ab.ConcatPermuteScalars(0, 2, 4, 6, cd).Add(ab.ConcatPermuteScalars(1, 3, 5, 7, cd))
}
