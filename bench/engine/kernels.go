//go:build js

package main

import (
	"fmt"
	"time"

	"github.com/coconut-page/coconut/simd"
)

// kernelTime is how long each kernel runs for a measurement.
const kernelTime = 100 * time.Millisecond

// kernels measures the matrix kernels on a layer of GPT-2 small, 3072 outputs and 768 inputs, and the ceiling, in
// billions of multiply-adds per second.
func kernels() map[string]float64 {
	const rows, cols = 3072, 768
	rates := map[string]float64{"ceiling": rate(func() int { return simd.Peak(100_000) })}
	x := make([]float32, 128*cols)
	for i := range x {
		x[i] = float32(i%17) - 8
	}
	dst, scale := make([]float32, 128*rows), make([]float32, rows*cols/simd.Int4Block)
	m8 := simd.NewInt8Matrix(make([]int8, rows*cols), scale, rows, cols)
	m4 := simd.NewInt4Matrix(make([]byte, rows*cols/2), scale, rows, cols)
	var in simd.Activations
	for _, tokens := range []int{1, 128} {
		rates[fmt.Sprintf("int8, %d", tokens)] = rate(func() int {
			in.Set(x, tokens, cols, simd.Int8Levels)
			m8.MatMul(dst, &in, nil)
			return tokens * rows * cols
		})
		rates[fmt.Sprintf("int4, %d", tokens)] = rate(func() int {
			in.Set(x, tokens, cols, simd.Int4Levels)
			m4.MatMul(dst, &in, nil)
			return tokens * rows * cols
		})
	}
	return rates
}

// readBytes is more than a processor's caches hold.
const readBytes = 128 << 20

// reading measures reading from memory, in GB/s. It makes the program larger.
func reading() float64 {
	memory := make([]byte, readBytes)
	for i := range memory {
		memory[i] = 1 // pages that were never written to may all be the same one
	}
	return rate(func() int { return simd.Read(memory) })
}

// rate runs f, which returns how much it did, again and again, and returns billions of that per second.
func rate(f func() int) float64 {
	for start := time.Now(); time.Since(start) < kernelTime; { // until the browser has optimized it
		f()
	}
	start, done := time.Now(), 0
	for time.Since(start) < kernelTime {
		done += f()
	}
	return float64(done) / time.Since(start).Seconds() / 1e9
}
