package gguf

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestDecode compares every block format with the Python package gguf's values for the same bytes.
func TestDecode(t *testing.T) {
	data, err := os.ReadFile("testdata/blocks.json")
	if err != nil {
		t.Fatal(err)
	}
	var fixture struct {
		Types map[string]struct{ Blocks, Values []byte }
	}
	if err := json.Unmarshal(data, &fixture); err != nil {
		t.Fatal(err)
	}
	for kind, f := range formats {
		if kind == F32 {
			continue
		}
		want, ok := fixture.Types[f.name]
		if !ok {
			t.Errorf("%s: no fixture", f.name)
			continue
		}
		for i := 0; i*f.bytes < len(want.Blocks); i++ {
			got := make([]float32, f.block)
			f.decode(got, want.Blocks[i*f.bytes:][:f.bytes])
			for j, v := range got {
				bits := binary.LittleEndian.Uint32(want.Values[4*(i*f.block+j):])
				if w := math.Float32frombits(bits); v != w && math.Abs(float64(v-w)) > 1e-6*math.Abs(float64(w)) {
					t.Fatalf("%s: block %d value %d is %v, want %v", f.name, i, j, v, w)
				}
			}
		}
	}
}
