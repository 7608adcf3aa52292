//go:build goexperiment.simd && (arm64 || wasm)

package simd

import "unsafe"

// addWeightedRows2 does two sums at once, so that each number of the matrix is loaded once for both.
func addWeightedRows2(dst, other, m, weight, otherWeight []float32) {
	if !haveVectors {
		addWeightedRowsGeneric(dst, m, weight)
		addWeightedRowsGeneric(other, m, otherWeight)
		return
	}
	begin()
	cols, c := len(dst), 0
	for ; c+columns <= cols && len(m) > 0; c += columns {
		d, e, first := unsafe.Pointer(&dst[c]), unsafe.Pointer(&other[c]), unsafe.Pointer(&m[c])
		d0, d1, d2, d3 := wideAt(d, 0), wideAt(d, 1), wideAt(d, 2), wideAt(d, 3)
		e0, e1, e2, e3 := wideAt(e, 0), wideAt(e, 1), wideAt(e, 2), wideAt(e, 3)
		for r, a := range weight {
			x, y, row := broadcastWide(a), broadcastWide(otherWeight[r]), unsafe.Add(first, 4*cols*r)
			v := wideAt(row, 0)
			d0, e0 = d0.Add(x.Mul(v)), e0.Add(y.Mul(v))
			v = wideAt(row, 1)
			d1, e1 = d1.Add(x.Mul(v)), e1.Add(y.Mul(v))
			v = wideAt(row, 2)
			d2, e2 = d2.Add(x.Mul(v)), e2.Add(y.Mul(v))
			v = wideAt(row, 3)
			d3, e3 = d3.Add(x.Mul(v)), e3.Add(y.Mul(v))
		}
		putWide(d, 0, d0)
		putWide(d, 1, d1)
		putWide(d, 2, d2)
		putWide(d, 3, d3)
		putWide(e, 0, e0)
		putWide(e, 1, e1)
		putWide(e, 2, e2)
		putWide(e, 3, e3)
	}
	finish()
	addWeightedColumns(dst, m, weight, c)
	addWeightedColumns(other, m, otherWeight, c)
}
