//go:build goexperiment.simd

package simd

// haveVectors is true: every 64-bit ARM processor has the vectors of ASIMD.
const haveVectors = true

// begin has nothing to prepare here.
func begin() {}
