//go:build !wasm || !relaxed_simd || no_simd

package simd

import "slices"

// chooseKernels has nothing to measure: the first candidate is the best.
func chooseKernels() {}

func measureKernels() {}

// numberOf returns which of the candidates a matrix's kernels are.
func numberOf(k *kernels) int { return slices.Index(candidates(), k) }
