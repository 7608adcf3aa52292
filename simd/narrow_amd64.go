//go:build goexperiment.simd

package simd

import "simd/archsimd"

// columnsFirst are the places of a 4x4 matrix's bytes by columns.
var columnsFirst = [narrowed]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}

// narrow stores four vectors of integers that fit into bytes: it makes each the byte of another column of 32-bit rows,
// and then turns the matrix.
func narrow(dst *[narrowed]int8, a, b, c, d archsimd.Int32x4) {
	low := archsimd.BroadcastInt32x4(255)
	rows := a.And(low).Or(b.And(low).ShiftAllLeft(8)).Or(c.And(low).ShiftAllLeft(16)).Or(d.ShiftAllLeft(24))
	bytes := rows.ToBits().ReshapeToUint8s().BitsToInt8()
	bytes.PermuteOrZero(archsimd.LoadInt8x16Array(&columnsFirst)).StoreArray(dst)
}
