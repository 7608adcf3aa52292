//go:build goexperiment.simd

package simd

import "simd/archsimd"

// narrow stores four vectors of integers that fit into bytes.
func narrow(dst *[narrowed]int8, a, b, c, d archsimd.Int32x4) {
	var q [narrowed]int32
	a.StoreArray((*[vector]int32)(q[:]))
	b.StoreArray((*[vector]int32)(q[vector:]))
	c.StoreArray((*[vector]int32)(q[2*vector:]))
	d.StoreArray((*[vector]int32)(q[3*vector:]))
	for i, v := range q {
		dst[i] = int8(v)
	}
}
