//go:build wasm && !relaxed_simd && !no_simd && tasks_only

package simd

// This program runs the models of tasks alone, whose matrices are not in the block formats: see package runtime.

var (
	simd128Q8 q8Kernels
	simd128Q4 q4Kernels
)
