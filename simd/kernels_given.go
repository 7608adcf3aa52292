//go:build !wasm || !relaxed_simd || no_simd

package simd

// chooseKernels has nothing to measure: the first candidate is the best.
func chooseKernels() {}

func measureKernels() {}
