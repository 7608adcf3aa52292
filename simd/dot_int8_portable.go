//go:build !wasm && !(amd64 && goexperiment.simd)

package simd

func dotInt8Variant() string { return "generic" }

func dotInt8Rows(acc []int32, w, x []int8, rows, cols int) { dotInt8RowsGeneric(acc, w, x, rows, cols) }
