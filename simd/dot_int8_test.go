package simd

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

var (
	edgeRows = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	edgeCols = []int{0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65}
)

// fills are ways to choose weights and activations; the extreme ones would overflow a 16-bit sum or a saturating instruction.
var fills = map[string]func(r *rand.Rand) int8{
	"random":    func(r *rand.Rand) int8 { return int8(r.IntN(256) - 128) },
	"lowest":    func(*rand.Rand) int8 { return -128 },
	"highest":   func(*rand.Rand) int8 { return 127 },
	"alternate": func(r *rand.Rand) int8 { return []int8{-128, 127}[r.IntN(2)] },
}

func TestDotInt8RowsMatchesGeneric(t *testing.T) {
	for name, fill := range fills {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for _, rows := range edgeRows {
				for _, cols := range edgeCols {
					compareDotInt8(t, randomInt8(r, rows*cols, fill), randomInt8(r, cols, fill), rows, cols)
				}
			}
			for range 30 {
				rows, cols := r.IntN(40), r.IntN(700)
				compareDotInt8(t, randomInt8(r, rows*cols, fill), randomInt8(r, cols, fill), rows, cols)
			}
		})
	}
}

// TestDotInt8RowsGenericByHand keeps the definition itself honest.
func TestDotInt8RowsGenericByHand(t *testing.T) {
	acc := make([]int32, 2)
	dotInt8RowsGeneric(acc, []int8{1, -2, 3, 127, -128, 0}, []int8{4, 5, -6}, 2, 3)
	if want := []int32{4 - 10 - 18, 508 - 640}; !slices.Equal(acc, want) {
		t.Fatalf("dotInt8RowsGeneric() = %v, want %v", acc, want)
	}
}

func TestDotInt8RowsLeavesOtherRowsAlone(t *testing.T) {
	acc := []int32{7, 7, 7, 7, 7, 7, 7}
	w, x := make([]int8, 5*16), make([]int8, 16)
	DotInt8Rows(acc, w, x, 5, 16)
	if want := []int32{0, 0, 0, 0, 0, 7, 7}; !slices.Equal(acc, want) {
		t.Fatalf("DotInt8Rows() left %v, want %v", acc, want)
	}
}

func TestKernelsRefuseShortSlices(t *testing.T) {
	for name, call := range map[string]func(){
		"short acc":     func() { DotInt8Rows(make([]int32, 3), make([]int8, 64), make([]int8, 16), 4, 16) },
		"short weights": func() { DotInt8Rows(make([]int32, 4), make([]int8, 63), make([]int8, 16), 4, 16) },
		"short inputs":  func() { DotInt8Rows(make([]int32, 4), make([]int8, 64), make([]int8, 15), 4, 16) },
		"negative":      func() { DotInt8Rows(make([]int32, 4), make([]int8, 64), make([]int8, 16), -4, -16) },
		"overflow":      func() { DotInt8Rows(make([]int32, 4), make([]int8, 64), make([]int8, 16), 4, 1<<62) },
		"MatVec":        func() { MatVec(make([]float32, 2), make([]float32, 7), make([]float32, 4), 2, 4) },
		"weighted rows": func() { AddWeightedRows(make([]float32, 3), make([]float32, 8), make([]float32, 2), 2, 4) },
		"LayerNorm":     func() { LayerNorm(make([]float32, 4), make([]float32, 4), make([]float32, 3), make([]float32, 4), 1) },
		"Add":           func() { Add(make([]float32, 4), make([]float32, 3)) },
		"QuantizeVec":   func() { QuantizeVec(make([]int8, 4), make([]float32, 5)) },
		"Rescale":       func() { Rescale(make([]float32, 4), make([]int32, 4), make([]float32, 3), nil, 1) },
		"Rescale bias":  func() { Rescale(make([]float32, 4), make([]int32, 4), make([]float32, 4), make([]float32, 1), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		})
	}
}

func FuzzDotInt8Rows(f *testing.F) {
	f.Add(uint8(5), []byte{128, 127, 1, 255, 0, 3, 9})
	f.Add(uint8(4), slices.Repeat([]byte{128}, 5*17))
	f.Fuzz(func(t *testing.T, rows uint8, data []byte) {
		cols := len(data) / (int(rows) + 1) // the last part of data is the vector
		values := make([]int8, len(data))
		for i, b := range data {
			values[i] = int8(b)
		}
		compareDotInt8(t, values[:int(rows)*cols], values[int(rows)*cols:][:cols], int(rows), cols)
	})
}

func BenchmarkDotInt8Rows(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, shape := range [][2]int{{64, 64}, {256, 256}, {768, 256}, {256, 1024}, {3072, 768}} {
		rows, cols := shape[0], shape[1]
		w, x := randomInt8(r, rows*cols, fills["random"]), randomInt8(r, cols, fills["random"])
		acc := make([]int32, rows)
		b.Run(fmt.Sprintf("%dx%d", rows, cols), func(b *testing.B) { // 1 MB/s is 1 million multiply-adds per second
			b.SetBytes(int64(rows * cols))
			for b.Loop() {
				DotInt8Rows(acc, w, x, rows, cols)
			}
		})
	}
}

func compareDotInt8(t *testing.T, w, x []int8, rows, cols int) {
	t.Helper()
	got, want := make([]int32, rows), make([]int32, rows)
	DotInt8Rows(got, w, x, rows, cols)
	dotInt8RowsGeneric(want, w, x, rows, cols)
	if !slices.Equal(got, want) {
		t.Fatalf("%dx%d: DotInt8Rows() = %v, generic %v", rows, cols, got, want)
	}
}

func randomInt8(r *rand.Rand, n int, fill func(*rand.Rand) int8) []int8 {
	v := make([]int8, n)
	for i := range v {
		v[i] = fill(r)
	}
	return v
}
