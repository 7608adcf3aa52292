package simd

import "unsafe"

func dotInt8Variant() string { return "simd128" }

// dotInt8Rows runs the assembly on whole groups of 4 rows and whole blocks of 16 columns. Rows left over at the end are covered by
// one more group that overlaps the last one: writing the same sums again is cheaper than a second kernel. Fewer than 4 rows, or
// fewer than 16 columns, are left to Go.
func dotInt8Rows(acc []int32, w, x []int8, rows, cols int) {
	blocks := cols / 16
	if rows < 4 || blocks == 0 {
		dotInt8RowsGeneric(acc, w, x, rows, cols)
		return
	}
	dotInt8Groups(unsafe.SliceData(acc), unsafe.SliceData(w), unsafe.SliceData(x), rows/4, blocks, cols)
	if rows%4 != 0 {
		dotInt8Groups(&acc[rows-4], &w[(rows-4)*cols], unsafe.SliceData(x), 1, blocks, cols)
	}
	addTails(acc, w, x, rows, cols, blocks*16)
}

// dotInt8Groups sets acc[0..4*groups) to the dot products of the first 16*blocks columns of w's rows with x. stride is the
// distance between rows in bytes. groups and blocks must be at least 1.
//
//go:noescape
func dotInt8Groups(acc *int32, w, x *int8, groups, blocks, stride int)
