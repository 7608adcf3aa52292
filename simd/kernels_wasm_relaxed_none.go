//go:build wasm && relaxed_simd && !no_simd && tasks_only

package simd

// This program runs the models of tasks alone, whose matrices are not in the block formats: see package runtime.

var (
	relaxedQ8        q8Kernels
	relaxedQ4        q4Kernels
	splitQ8, splitQ4 []blockProduct
)
