//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "unsafe"

// columns is how many columns of a sum the kernels keep in registers while they walk down the rows.
const columns = 4 * wideLanes

// addWeightedRows does one sum.
func addWeightedRows(dst, m, weight []float32) {
	if !haveVectors {
		addWeightedRowsGeneric(dst, m, weight)
		return
	}
	begin()
	cols, c := len(dst), 0
	for ; c+columns <= cols && len(m) > 0; c += columns {
		d, first := unsafe.Pointer(&dst[c]), unsafe.Pointer(&m[c])
		d0, d1, d2, d3 := wideAt(d, 0), wideAt(d, 1), wideAt(d, 2), wideAt(d, 3)
		for r, a := range weight {
			row, scale := unsafe.Add(first, 4*cols*r), broadcastWide(a)
			d0, d1 = d0.Add(scale.Mul(wideAt(row, 0))), d1.Add(scale.Mul(wideAt(row, 1)))
			d2, d3 = d2.Add(scale.Mul(wideAt(row, 2))), d3.Add(scale.Mul(wideAt(row, 3)))
		}
		putWide(d, 0, d0)
		putWide(d, 1, d1)
		putWide(d, 2, d2)
		putWide(d, 3, d3)
	}
	finish()
	addWeightedColumns(dst, m, weight, c)
}

// addWeightedColumns does the columns from the c-th.
func addWeightedColumns(dst, m, weight []float32, c int) {
	for cols := len(dst); c < cols; c++ {
		for r, a := range weight {
			dst[c] += float32(a * m[r*cols+c])
		}
	}
}
