//go:build wasm && relaxed_simd && !no_simd

package simd

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestTeamAfterMeasure: helpers take matrices of the kernels in use, and go on when those become the others.
func TestTeamAfterMeasure(t *testing.T) {
	t.Cleanup(Measure)
	for _, first := range []bool{false, true} {
		kernelsHere()
		use(first)
		team := newLocalTeam(t, 1)
		team.ShareAll()
		for _, m := range everyFormat(3, 16*20, 352) {
			if err := team.Put(m.Shared); err != nil {
				t.Fatal(err)
			}
			const tokens = 3
			x := randomFloats(rand.New(rand.NewPCG(5, 6)), tokens*352, 1)
			product := func(with *Team) []float32 {
				a, dst := Activations{Team: with}, make([]float32, tokens*16*20)
				m.set(&a, x, tokens)
				m.matMul(dst, &a, nil)
				return dst
			}
			want := product(nil)
			for _, now := range []bool{first, !first, first} {
				use(now)
				if !slices.Equal(product(team), want) {
					t.Errorf("%s: other bits in a team that began with split=%t and has %t", m.name, first, now)
				}
			}
		}
		if err := team.Err(); err != nil || team.Threads() != 2 {
			t.Errorf("split=%t: %d threads, %v", first, team.Threads(), err)
		}
	}
}

// TestMatMulAfterMeasure: matrices and activations that were made for one kind of kernels give the same bits with the
// other.
func TestMatMulAfterMeasure(t *testing.T) {
	t.Cleanup(Measure)
	r := rand.New(rand.NewPCG(3, 4))
	const rows, cols, tokens = 40, 96, 3
	x, scale := randomFloats(r, tokens*cols, 1), make([]float32, rows*cols/Block)
	for i := range scale {
		scale[i] = 0.25
	}
	data := make([]int8, rows*cols)
	nibbles := make([]byte, rows*cols/2)
	for i := range data {
		data[i], nibbles[i/2] = int8(r.IntN(255)-127), byte(r.IntN(256))
	}
	for _, first := range []bool{false, true} {
		kernelsHere()
		use(first)
		int8s, int4s := NewInt8Matrix(data, scale, rows, cols), NewInt4Matrix(nibbles, scale, rows, cols)
		q8, q4 := NewQ8Matrix(data, scale, rows, cols), NewQ4Matrix(nibbles, scale, scale, rows, cols)
		product := func() (all []float32) {
			var a Activations
			dst := make([]float32, tokens*rows)
			a.Set(x, tokens, cols, Int8Levels)
			int8s.MatMul(dst, &a, nil)
			all = append(all, dst...)
			a.Set(x, tokens, cols, Int4Levels)
			int4s.MatMul(dst, &a, nil)
			all = append(all, dst...)
			a.SetQ8(x, tokens, cols)
			q8.MatMul(dst, &a, nil)
			all = append(all, dst...)
			a.SetQ4(x, tokens, cols)
			q4.MatMul(dst, &a, nil)
			return append(all, dst...)
		}
		before := product()
		use(!first)
		if !slices.Equal(before, product()) {
			t.Errorf("matrices made for split=%t have other products afterwards", first)
		}
	}
}
