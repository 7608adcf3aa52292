package simd

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestQ8LayBlocks compares this build's layout of rows with the definition, from one block to several, with and without
// -128 in each place.
func TestQ8LayBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 33))
	for i := range 300 {
		blocks, r, record := 1+i%4, rng.IntN(panelRows), q8WeightBytes+[]int{32, 64}[i%2]
		data := make([]byte, blocks*Block)
		for j := range data {
			data[j] = byte(rng.IntN(255) - 127)
			if i%5 == 0 {
				data[j] = []byte{127, 129}[i%2] // the largest sums
			}
		}
		if i < len(data) {
			data[i] = 128
		}
		flip := rng.Uint32()
		got, want := make([]byte, blocks*record), make([]byte, blocks*record)
		sums, wantSums := make([]int32, blocks), make([]int32, blocks)
		low := q8LayBlocks(got, record, r, data, sums, flip)
		wantLow := q8LayBlocksGeneric(want, record, r, data, wantSums, flip)
		if !bytes.Equal(got, want) || !slices.Equal(sums, wantSums) || low != wantLow {
			t.Errorf("%d: %d blocks of output %d: sums %v, want %v; -128 found: %v, want %v; same bytes: %v", i, blocks, r,
				sums, wantSums, low, wantLow, bytes.Equal(got, want))
		}
	}
}

// TestQ8Lay compares the layout of a block with what q8At says of each weight, for every place of -128 too.
func TestQ8Lay(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 32))
	flips := [][stepCols]byte{{}, {128, 128, 128, 128}, {1, 2, 3, 4}}
	for i := range 200 {
		var data [Block]byte
		var want int32
		lowest := i < Block // then there is one
		for j := range data {
			v := int8(r.IntN(255) - 127)
			if i%7 == 0 {
				v = []int8{-127, 127}[i%2] // the largest sums
			}
			if lowest && j == i {
				v = -128
			}
			data[j] = byte(v)
			want += int32(v)
		}
		flip, output := flips[i%len(flips)], r.IntN(2*panelRows)
		record := make([]byte, q8WeightBytes)
		word := uint32(flip[0]) | uint32(flip[1])<<8 | uint32(flip[2])<<16 | uint32(flip[3])<<24
		sum, found := q8Lay(record, output, &data, word)
		if sum != want || found != lowest {
			t.Errorf("%d: the sum is %d, want %d; -128 found: %v, want %v", i, sum, want, found, lowest)
		}
		for j, v := range data {
			at := q8At(output, j)
			if got := record[at] ^ flip[at%stepCols]; got != v {
				t.Errorf("%d: weight %d of output %d is %d, want %d", i, j, output, int8(got), int8(v))
			}
		}
	}
}
