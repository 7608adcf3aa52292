package simd

import (
	"math/rand/v2"
	"testing"
)

// TestInt4Lay compares both layouts of an int4 matrix with what the kernels' at and flip say of each weight, in whole
// panels and in one that is padded.
func TestInt4Lay(t *testing.T) {
	for name, kernel := range map[string]int4Kernels{
		"nibbles": {at: int4NibbleAt, flip: noFlip},
		"lanes":   {at: int4LaneAt, flip: int4LaneFlip},
	} {
		rng := rand.New(rand.NewPCG(4, 4))
		const blocks = 3
		panel := make([]byte, blocks*int4BlockBytes)
		for r := range panelRows {
			data, scale := make([]byte, blocks*Int4Block/2), make([]float32, blocks)
			for i := range data {
				data[i] = byte(rng.Uint32())
			}
			for i := range scale {
				scale[i] = rng.Float32()
			}
			int4LayOf(&kernel)(panel, r, data, scale)
			for c := range blocks * Int4Block {
				block := panel[c/Int4Block*int4BlockBytes:]
				offset, shift := kernel.at(r, c%int4StepCols)
				got := block[c%Int4Block/int4StepCols*stepBytes+offset]>>shift&15 ^ kernel.flip(c%int4StepCols)
				if want := data[c/2] >> (4 * (c % 2)) & 15; got != want {
					t.Errorf("%s: weight %d of output %d is %d, want %d", name, c, r, got, want)
				}
				if got := getFloat32(block[panelRows*Int4Block/2+4*r:]); got != scale[c/Int4Block] {
					t.Errorf("%s: the scale of weight %d of output %d is %v, want %v", name, c, r, got, scale[c/Int4Block])
				}
			}
		}
	}
}
