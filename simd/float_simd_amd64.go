//go:build goexperiment.simd

package simd

import "simd/archsimd"

// haveVectors reports whether the processor has everything the float kernels use. AVX would do, but no processor made
// since 2013 has only that.
var haveVectors, _ = cpuFeatures()

// begin clears the upper halves of the vector registers; every float kernel calls it first. When Go 1.27 preempts a
// goroutine it saves and restores whole registers, which marks the upper halves as in use; from then on each SSE
// instruction (Go spills vectors with those) waits for its register's previous value. An affected loop runs up to a
// hundred times slower until begin is called.
func begin() { archsimd.ClearAVXUpperBits() }
