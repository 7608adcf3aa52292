package simd

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestInt16RowsMatchGeneric compares both products with their definition, for every number of vectors that the kernels
// take together and columns of every remainder.
func TestInt16RowsMatchGeneric(t *testing.T) {
	r := rand.New(rand.NewPCG(16, 16))
	for _, cols := range []int{0, 1, 7, 8, 16, 24, 64, 65, 128} {
		for _, rows := range []int{0, 1, 2, 31, 32} {
			for n := range 10 {
				compareInt16Rows(t, r, rows, cols, n)
			}
		}
	}
}

func compareInt16Rows(t *testing.T, r *rand.Rand, rows, cols, n int) {
	t.Helper()
	const spare = 3 // the strides are longer than the rows
	m := Int16Rows{make([]int16, rows*cols), make([]float32, rows)}
	for i := range rows {
		m.Scales[i] = ToInt16(m.Values[i*cols:][:cols], randomFloats(r, cols, 1))
	}
	floats, scratch, stride := make([]float32, rows*cols), make([]float32, rows*cols+spare), rows+spare
	fromInt16Generic(floats, m.Values, m.Scales, cols)
	x := randomFloats(r, n*cols, 1)
	got := randomFloats(r, n*stride, 1)
	want := slices.Clone(got)
	m.MatVecs(got, stride, x, n, cols, scratch)
	for i := range n {
		matVecGeneric(want[i*stride:][:rows], floats, x[i*cols:][:cols], cols)
	}
	requireSameBits(t, fmt.Sprintf("MatVecs %dx%d by %d", rows, cols, n), got, want)

	weight := got
	got = randomFloats(r, n*cols, 1)
	want = slices.Clone(got)
	m.AddWeighted(got, weight, stride, n, cols, scratch)
	for i := range n {
		addWeightedRowsGeneric(want[i*cols:][:cols], floats, weight[i*stride:][:rows])
	}
	requireSameBits(t, fmt.Sprintf("AddWeighted %dx%d by %d", rows, cols, n), got, want)
}

// TestInt16RowsCheckLengths: what does not fit panics instead of reading or writing beyond its slices.
func TestInt16RowsCheckLengths(t *testing.T) {
	m := Int16Rows{make([]int16, 16), make([]float32, 2)}
	f := func(n int) []float32 { return make([]float32, n) }
	for name, call := range map[string]func(){
		"few values":    func() { Int16Rows{m.Values[:15], m.Scales}.MatVecs(f(2), 2, f(8), 1, 8, f(16)) },
		"few results":   func() { m.MatVecs(f(4), 3, f(16), 2, 8, f(16)) },
		"short stride":  func() { m.MatVecs(f(4), 1, f(16), 2, 8, f(16)) },
		"few inputs":    func() { m.MatVecs(f(4), 2, f(15), 2, 8, f(16)) },
		"little room":   func() { m.MatVecs(f(4), 2, f(16), 2, 8, f(15)) },
		"few weights":   func() { m.AddWeighted(f(16), f(3), 2, 2, 8, f(16)) },
		"short vectors": func() { m.AddWeighted(f(15), f(4), 2, 2, 8, f(16)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}
