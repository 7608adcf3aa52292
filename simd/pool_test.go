//go:build !wasm

package simd

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// counting counts how often each part is done.
type counting []atomic.Int32

func (c counting) Part(i int) { c[i].Add(1) }

func TestPoolDoesEachPartOnce(t *testing.T) {
	for _, threads := range []int{1, 2, 3, 8} {
		pool := NewPool(threads)
		if pool.Threads() != threads {
			t.Errorf("%d threads, want %d", pool.Threads(), threads)
		}
		for parts := range 20 {
			for round := range 50 {
				if round == 25 {
					time.Sleep(time.Millisecond) // they fall asleep
				}
				done := make(counting, parts)
				pool.Run(parts, done)
				for i := range done {
					if n := done[i].Load(); n != 1 {
						t.Fatalf("%d threads: part %d of %d was done %d times", threads, i, parts, n)
					}
				}
			}
		}
		pool.Close()
		pool.Close()
		done := make(counting, 5)
		pool.Run(5, done)
		if done[4].Load() != 1 {
			t.Errorf("%d threads: a closed pool does nothing", threads)
		}
	}
}

// TestPoolIsShared: callers that find the pool busy do their parts themselves.
func TestPoolIsShared(t *testing.T) {
	pool := NewPool(3)
	defer pool.Close()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				done := make(counting, 7)
				pool.Run(7, done)
				for i := range done {
					if n := done[i].Load(); n != 1 {
						t.Errorf("part %d was done %d times", i, n)
					}
				}
			}
		})
	}
	all.Wait()
}

// TestPoolChangesNoBit multiplies in all formats, shared among several numbers of goroutines.
func TestPoolChangesNoBit(t *testing.T) {
	const rows, cols = 16*40 - 3, 256
	r := rand.New(rand.NewPCG(2, 2))
	int8s, nibbles := make([]int8, rows*cols), make([]byte, rows*cols/2)
	for i := range int8s {
		int8s[i] = int8(r.IntN(255) - 127)
	}
	for i := range nibbles {
		nibbles[i] = byte(r.Uint32())
	}
	scales := make([]float32, rows*cols/Block)
	for i := range scales {
		scales[i] = float32(1+r.IntN(100)) / 1024
	}
	q8, q4 := NewQ8Matrix(int8s, scales, rows, cols), NewQ4Matrix(nibbles, scales, scales, rows, cols)
	m8, m4 := NewInt8Matrix(int8s, scales, rows, cols), NewInt4Matrix(nibbles, scales, rows, cols)
	for _, tokens := range []int{1, 2, 7, 129} { // with 129 the vectors' quantization is shared, too
		x := randomFloats(r, tokens*cols, 1)
		for name, multiply := range map[string]func(dst []float32, a *Activations){
			"q8":   func(dst []float32, a *Activations) { a.SetQ8(x, tokens, cols); q8.MatMul(dst, a, nil) },
			"q4":   func(dst []float32, a *Activations) { a.SetQ4(x, tokens, cols); q4.MatMul(dst, a, nil) },
			"int8": func(dst []float32, a *Activations) { a.Set(x, tokens, cols, Int8Levels); m8.MatMul(dst, a, nil) },
			"int4": func(dst []float32, a *Activations) { a.Set(x, tokens, cols, Int4Levels); m4.MatMul(dst, a, nil) },
		} {
			want := make([]float32, tokens*rows)
			multiply(want, &Activations{})
			for _, threads := range []int{2, 3, 16} {
				pool := NewPool(threads)
				got := make([]float32, tokens*rows)
				multiply(got, &Activations{Pool: pool})
				pool.Close()
				if !slices.Equal(got, want) {
					t.Errorf("%s, %d tokens: %d threads change the product", name, tokens, threads)
				}
			}
		}
	}
}

func BenchmarkPool(b *testing.B) {
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprint(threads), func(b *testing.B) {
			pool := NewPool(threads)
			defer pool.Close()
			done := make(counting, threads)
			for b.Loop() {
				pool.Run(threads, done)
			}
		})
	}
}
