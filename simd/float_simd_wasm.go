//go:build goexperiment.simd

package simd

// haveVectors is true: an engine without SIMD128 does not even load the module.
const haveVectors = true

// begin has nothing to prepare here.
func begin() {}
