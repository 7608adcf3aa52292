package gguf

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestEncodersAreExact encodes values that a type holds exactly, however little of its range they use: nothing may be
// lost.
func TestEncodersAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	whole := func(least, most int) float32 { return float32(least + r.IntN(most-least+1)) }
	half := func() float32 { return toHalf(float32(r.NormFloat64())) }
	tried := map[Type]func() (value func() float32){
		F32: func() func() float32 { return func() float32 { return float32(r.NormFloat64()) } },
		F16: func() func() float32 { return half },
		Q8_0: func() func() float32 {
			scale, least, most := abs(half()), -r.IntN(128), r.IntN(128)
			return func() float32 { return scale * whole(least, most) }
		},
		Q4_0: func() func() float32 {
			scale, least, most := half(), -r.IntN(9), r.IntN(8)
			return func() float32 { return scale * whole(least, most) }
		},
		Q4_1: func() func() float32 {
			g, least := grid{half(), half()}, r.IntN(15)
			most := least + 1 + r.IntN(15-least)
			return func() float32 { return float32(whole(least, most)*g.scale) + g.minimum }
		},
	}
	for kind, next := range tried {
		for range 2000 {
			values, value := make([]float32, blockSize), next()
			for i := range values {
				values[i] = value()
			}
			data, err := encoders[kind](values)
			if err != nil || len(data) != blockSize/formats[kind].block*formats[kind].bytes {
				t.Fatalf("%s: %d bytes, %v", kind, len(data), err)
			}
			if got := kind.floats(data); !slices.Equal(got, values) {
				t.Fatalf("%s: %v became %v", kind, values, got)
			}
		}
	}
}

// TestRoundedTwice encodes what was rounded once: nothing changes any more.
func TestRoundedTwice(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	for kind := range encoders {
		values := make([]float32, 512*blockSize)
		for i := range values {
			values[i] = float32(r.NormFloat64())
		}
		first, err := encoders[kind](values)
		if err != nil {
			t.Fatal(err)
		}
		second, err := encoders[kind](kind.floats(first))
		if err != nil || !slices.Equal(second, first) {
			t.Errorf("%s: encoding what was decoded gives other bytes (%v)", kind, err)
		}
	}
}
