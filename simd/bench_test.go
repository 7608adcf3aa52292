package simd

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkFloat reports bytes of input (or of weights, for the matrix kernels) per second.
func BenchmarkFloat(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 1024
	x, y := randomFloats(r, n, 1), randomFloats(r, n, 1)
	work, q, acc := make([]float32, n), make([]int8, n), make([]int32, n)
	for name, kernel := range map[string]func(){
		"Gelu":        func() { copy(work, x); Gelu(work) },
		"Softmax":     func() { copy(work, x); Softmax(work) },
		"LayerNorm":   func() { LayerNorm(work, x, y, y, 1e-5) },
		"Add":         func() { Add(work, x) },
		"QuantizeVec": func() { QuantizeVec(q, x, 127) },
		"Rotate":      func() { Rotate(work, x[:64], y[:64], 128) },
		"Rescale":     func() { Rescale(work, acc, x, y, 0.1) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(4 * n)
			for b.Loop() {
				kernel()
			}
		})
	}
}

func BenchmarkFloatMatrix(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, shape := range [][2]int{{64, 32}, {256, 256}, {1024, 256}} {
		rows, cols := shape[0], shape[1]
		w, byCol, byRow := randomFloats(r, rows*cols, 1), randomFloats(r, cols, 1), randomFloats(r, rows, 1)
		b.Run(fmt.Sprintf("MatVec/%dx%d", rows, cols), func(b *testing.B) {
			b.SetBytes(int64(4 * rows * cols))
			for b.Loop() {
				MatVec(byRow, w, byCol, rows, cols)
			}
		})
		b.Run(fmt.Sprintf("AddWeightedRows/%dx%d", rows, cols), func(b *testing.B) {
			clear(byRow)
			b.SetBytes(int64(4 * rows * cols))
			for b.Loop() {
				AddWeightedRows(byCol, w, byRow, rows, cols)
			}
		})
	}
}
