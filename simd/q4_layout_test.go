package simd

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestQ4Lay compares both layouts of a block with what the kernels' at and flip say of each weight.
func TestQ4Lay(t *testing.T) {
	for name, kernel := range map[string]q4Kernels{
		"nibbles": {at: int4NibbleAt, flip: noFlip, gather: q4GatherNibbles},
		"lanes":   {at: int4LaneAt, flip: int4LaneFlip, gather: q4GatherLanes},
	} {
		r := rand.New(rand.NewPCG(4, 32))
		for range 50 {
			data, output := make([]byte, Block/2), r.IntN(2*panelRows)
			for i := range data {
				data[i] = byte(r.Uint32())
			}
			record, row := make([]byte, q4WeightBytes), make([]byte, q4WeightBytes)
			q4Lay(record, output, data, kernel.gather)
			if q4LayRow(row, len(row), output, data, &kernel); !bytes.Equal(row, record) {
				t.Errorf("%s: this build lays out a block of output %d differently", name, output)
			}
			for i := range Block {
				at := q4InBlock(i)
				offset, shift := kernel.at(output%panelRows, at%int4StepCols)
				got := record[at/int4StepCols*stepBytes+offset]>>shift&15 ^ kernel.flip(at%int4StepCols)
				if want := data[i/2] >> (4 * (i % 2)) & 15; got != want {
					t.Errorf("%s: weight %d of output %d is %d, want %d", name, i, output, got, want)
				}
			}
		}
	}
}
