//go:build goexperiment.simd && (amd64 || arm64 || wasm)

package simd

import "simd/archsimd"

// The float kernels with vectors, shared by WebAssembly, amd64 and arm64. Those that reduce have vectors of four lanes:
// partial sums 0..3 are the lanes of one, 4..7 those of another. The others take the longest there are. archsimd's
// methods round like Go's scalar operations, so each kernel gives the bits of its definition.

const vector = 4

func floatVariant() string {
	if haveVectors {
		return "archsimd"
	}
	return "generic"
}

// store writes the partial sums of two vectors to s, so that a tail can be added.
func store(s *[lanes]float32, low, high archsimd.Float32x4) {
	low.StoreArray((*[vector]float32)(s[:vector]))
	high.StoreArray((*[vector]float32)(s[vector:]))
}
