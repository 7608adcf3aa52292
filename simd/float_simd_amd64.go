//go:build goexperiment.simd

package simd

import "simd/archsimd"

// haveVectors says whether the processor has all that the float kernels use; AVX would do, but nothing made since 2013 lacks AVX2.
var haveVectors, _ = cpuFeatures()

// begin clears the upper halves of the vector registers, which every float kernel does first. When Go 1.27 preempts a goroutine it
// saves and restores whole registers, which marks the upper halves as in use; from then on each SSE instruction (Go spills vectors
// with those) waits for its register's previous value. A loop that is hit runs up to a hundred times slower until this is called.
func begin() { archsimd.ClearAVXUpperBits() }
