//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

// addWeightedRows keeps four vectors of dst in registers while it walks down the rows.
func addWeightedRows(dst, m, weight []float32) {
	if !haveVectors {
		addWeightedRowsGeneric(dst, m, weight)
		return
	}
	begin()
	const block = 4 * vector
	cols, c := len(dst), 0
	for ; c+block <= cols; c += block {
		d := (*[block]float32)(dst[c:])
		d0, d1 := archsimd.LoadFloat32x4(d[0:]), archsimd.LoadFloat32x4(d[4:])
		d2, d3 := archsimd.LoadFloat32x4(d[8:]), archsimd.LoadFloat32x4(d[12:])
		at := c
		for _, a := range weight {
			row, scale := (*[block]float32)(m[at:]), archsimd.BroadcastFloat32x4(a)
			d0 = d0.Add(scale.Mul(archsimd.LoadFloat32x4(row[0:])))
			d1 = d1.Add(scale.Mul(archsimd.LoadFloat32x4(row[4:])))
			d2 = d2.Add(scale.Mul(archsimd.LoadFloat32x4(row[8:])))
			d3 = d3.Add(scale.Mul(archsimd.LoadFloat32x4(row[12:])))
			at += cols
		}
		d0.Store(d[0:])
		d1.Store(d[4:])
		d2.Store(d[8:])
		d3.Store(d[12:])
	}
	for ; c < cols; c++ {
		for r, a := range weight {
			dst[c] += float32(a * m[r*cols+c])
		}
	}
}
