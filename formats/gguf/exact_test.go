package gguf

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/x448/float16"

	"github.com/coconut-page/coconut/quant"
)

// randomBlocks fills blocks of a type with random bits, and their scale and minimum with numbers of the given size.
func randomBlocks(r *rand.Rand, of Type, n int, size float64) []byte {
	f := formats[of]
	data := make([]byte, n*f.bytes)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	half := func(dst []byte) {
		binary.LittleEndian.PutUint16(dst, float16.Fromfloat32(float32(r.NormFloat64()*size)).Bits())
	}
	for at := 0; at < len(data); at += f.bytes {
		half(data[at:])
		if of == Q4_1 {
			half(data[at+2:])
		}
		for i := range data[at+2 : at+f.bytes] {
			if of == Q8_0 && data[at+2+i] == 0x80 {
				data[at+2+i] = 0
			}
		}
	}
	return data
}

// TestExact compares what our formats hold with the decoded values, bit by bit.
func TestExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, e := range exacts {
		for _, size := range []float64{1, 1e-3, 1e-6, 1000} { // 1e-6 makes subnormal float16
			const rows, blocks = 3, 4
			data := randomBlocks(r, e.from, rows*blocks, size)
			m := e.matrix(data, formats[e.from].bytes, rows, blocks*blockSize)
			if m == nil {
				t.Fatalf("%v of size %v does not fit %s", e.from, size, e.to)
			}
			requireSame(t, fmt.Sprintf("%v of size %v as %s", e.from, size, e.to), m, e.from.floats(data))
			source := map[string]bool{}
			for _, tensor := range m.Tensors("w") {
				source[tensor.Name] = true
			}
			if source[("w"+quant.MinimumSuffix)] != (e.to == quant.FormatQ4) {
				t.Errorf("%v as %s is stored as %v", e.from, e.to, source)
			}
		}
	}
}

func requireSame(t *testing.T, name string, m quant.Matrix, want []float32) {
	t.Helper()
	for i, v := range m.Dequantize() {
		if v != want[i] {
			t.Fatalf("%s: value %d is %v, want %v", name, i, v, want[i])
		}
	}
}

// TestNotExact: what does not fit is left to be rounded.
func TestNotExact(t *testing.T) {
	low, infinite, large := make([]byte, 34), make([]byte, 34), make([]byte, 18)
	low[7] = 0x80
	infinite[1] = 0x7c
	binary.LittleEndian.PutUint16(large, float16.Fromfloat32(9000).Bits()) // -8 times that is beyond float16
	for name, test := range map[string]struct {
		from Type
		to   quant.Format
		data []byte
	}{
		"-128": {Q8_0, quant.FormatQ8, low}, "infinite": {Q8_0, quant.FormatQ8, infinite},
		"large": {Q4_0, quant.FormatQ4, large},
	} {
		i := slices.IndexFunc(exacts, func(e exact) bool { return e.from == test.from && e.to == test.to })
		if m := exacts[i].matrix(test.data, len(test.data), 1, blockSize); m != nil {
			t.Errorf("%s: %v", name, m)
		}
	}
}

// TestQuantizedCheckpoint reads whole tensors, among them those whose rows are stored in another order.
func TestQuantizedCheckpoint(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	types := []Type{Q8_0, Q4_0, Q4_1, Q5_0, Q4_0}
	f := llamaFile("llama", func(f *File) {
		f.set("llama.embedding_length", uint32(64))
		f.set("llama.attention.head_count", uint32(4))
		f.set("llama.attention.head_count_kv", uint32(2))
		f.set("llama.rope.dimension_count", uint32(16))
		f.set("llama.feed_forward_length", uint32(96))
		sizes := map[string][2]int{"blk.0.attn_k": {32, 64}, "blk.0.attn_v": {32, 64}, "token_embd": {11, 64},
			"blk.0.ffn_gate": {96, 64}, "blk.0.ffn_up": {96, 64}, "blk.0.ffn_down": {64, 96}, "blk.0.attn_q": {64, 64},
			"blk.0.attn_output": {64, 64}}
		for i, tensor := range f.Tensors {
			name := tensor.Name[:len(tensor.Name)-len(".weight")]
			size, ok := sizes[name]
			if !ok {
				f.Tensors[i].Dims[0], f.Tensors[i].Data = 64, make([]byte, 4*64)
				continue
			}
			kind := types[i%len(types)]
			f.Tensors[i] = Tensor{Name: tensor.Name, Dims: []uint64{uint64(size[1]), uint64(size[0])}, Type: kind,
				Data: randomBlocks(r, kind, size[0]*size[1]/blockSize, 1)}
		}
	})
	c, err := checkpoint(t, f)
	if err != nil {
		t.Fatal(err)
	}
	found := map[quant.Format]int{}
	for _, spec := range c.Config().Tensors() {
		for _, format := range []quant.Format{quant.FormatQ8, quant.FormatQ4, quant.FormatInt8, quant.FormatFloat32} {
			m, err := c.Quantized(spec, format)
			if err != nil {
				t.Fatal(err)
			}
			if m != nil {
				found[format]++
				requireSame(t, spec.Name, m, floatsOf(t, c, spec))
			}
		}
	}
	if found[quant.FormatQ8] < 3 || found[quant.FormatQ4] < 3 || len(found) != 2 {
		t.Errorf("matrices that are held exactly: %v", found)
	}
}
