package gguf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/x448/float16"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// model is a source of random tensors with the names and shapes of a config.
type model struct{ config runtime.Config }

func (m model) Tensor(name string) (weights.Tensor, error) {
	specs := m.config.Tensors()
	i := slices.IndexFunc(specs, func(s quant.Spec) bool { return s.Name == name })
	if i < 0 {
		return weights.Tensor{}, fmt.Errorf("no tensor %s", name)
	}
	shape := specs[i].Shape
	n := shape[0]
	if len(shape) == 2 {
		n *= shape[1]
	}
	r := rand.New(rand.NewPCG(uint64(len(name)), uint64(n)))
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(r.NormFloat64())
	}
	return weights.FromFloat32s(name, values, shape...), nil
}

// Floats is Tensor for a Model.
func (m model) Floats(spec quant.Spec) ([]float32, error) {
	t, err := m.Tensor(spec.Name)
	if err != nil {
		return nil, err
	}
	return t.Float32s()
}

var config = runtime.Config{ModelType: runtime.ModelGPT2, VocabSize: 5, MaxPositions: 7, Width: 32, Layers: 1, Heads: 2,
	Inner: 64, Position: runtime.PositionLearned, LayerNormEpsilon: 1e-5}

var tokens = []string{"<bot>", "<eos>", "a", "b c", "d"}

func special(id int) bool { return id < 2 }

// fileOf maps a model of random values.
func fileOf(c runtime.Config, tokens []string, matrices Type) (*File, error) {
	words, err := Words(tokens, special)
	if err != nil {
		return nil, err
	}
	return Model{Name: "m", Config: c, Vocabulary: words, Floats: model{c}.Floats}.File(matrices, matrices)
}

// TestModel reads a file back by the specification, independently of the writer.
func TestModel(t *testing.T) {
	for _, matrices := range []Type{F32, F16, Q8_0, Q4_0, Q4_1} {
		t.Run(fmt.Sprint(matrices), func(t *testing.T) {
			f, err := fileOf(config, tokens, matrices)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if n, err := f.WriteTo(&out); err != nil || n != int64(out.Len()) {
				t.Fatalf("WriteTo = %d, %v; wrote %d", n, err, out.Len())
			}
			r := &scanner{t: t, data: out.Bytes()}
			meta, tensors := r.file()
			if meta["gpt2.embedding_length"] != uint32(32) || meta["general.architecture"] != "gpt2" ||
				!slices.Equal(meta["tokenizer.ggml.tokens"].([]string), []string{"<bot>", "<eos>", "a", "bĠc", "d"}) {
				t.Errorf("metadata %v", meta)
			}
			if got := meta["tokenizer.ggml.token_type"].([]int32); !slices.Equal(got, []int32{3, 3, 1, 1, 1}) {
				t.Errorf("token types %v", got)
			}
			for _, key := range []string{"tokenizer.ggml.eos_token_id", "tokenizer.ggml.bos_token_id"} {
				if meta[key] != uint32(1) {
					t.Errorf("%s is %v, want that of <eos>", key, meta[key])
				}
			}
			if len(tensors) != 16 {
				t.Errorf("%d tensors, want 16", len(tensors))
			}
			got := tensors["blk.0.ffn_up.weight"]
			if !slices.Equal(got.Dims, []uint64{32, 64}) || got.Type != matrices {
				t.Errorf("ffn_up has dims %v, type %d", got.Dims, got.Type)
			}
			source, _ := model{config}.Tensor("h.0.mlp.c_fc.weight")
			want, err := source.Float32s()
			if err != nil {
				t.Fatal(err)
			}
			compare(t, decodeTensor(got), want, map[Type]float64{F32: 0, F16: 1. / (1 << 11), Q8_0: 0.6 / 127, Q4_0: 1.01 / 8,
				Q4_1: 2. / 15 * 0.51}[matrices])
		})
	}
}

// compare checks each value's error relative to the largest value of its block.
func compare(t *testing.T, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	for i := range want {
		largest := abs(extreme(want[i/blockSize*blockSize:][:blockSize]))
		if d := math.Abs(float64(got[i] - want[i])); d > tolerance*float64(largest) {
			t.Fatalf("value %d is %v, want %v within %v of %v", i, got[i], want[i], tolerance, largest)
		}
	}
}

func decodeTensor(t Tensor) (values []float32) {
	for data := t.Data; len(data) > 0; {
		switch t.Type {
		case F32:
			values, data = append(values, math.Float32frombits(binary.LittleEndian.Uint32(data))), data[4:]
		case F16:
			values, data = append(values, float16.Frombits(binary.LittleEndian.Uint16(data)).Float32()), data[2:]
		case Q4_1:
			scale := float16.Frombits(binary.LittleEndian.Uint16(data)).Float32()
			least := float16.Frombits(binary.LittleEndian.Uint16(data[2:])).Float32()
			for i := range 32 {
				values = append(values, scale*float32(data[4+i%16]>>(i/16*4)&15)+least)
			}
			data = data[20:]
		case Q8_0:
			scale := float16.Frombits(binary.LittleEndian.Uint16(data)).Float32()
			for _, b := range data[2:34] {
				values = append(values, scale*float32(int8(b)))
			}
			data = data[34:]
		case Q4_0:
			scale := float16.Frombits(binary.LittleEndian.Uint16(data)).Float32()
			for i := range 32 {
				values = append(values, scale*float32(int(data[2+i%16]>>(i/16*4)&15)-8))
			}
			data = data[18:]
		}
	}
	return values
}

// scanner reads a GGUF file.
type scanner struct {
	t    *testing.T
	data []byte
	at   int
}

func (s *scanner) u32() uint32 { s.at += 4; return binary.LittleEndian.Uint32(s.data[s.at-4:]) }
func (s *scanner) u64() uint64 { s.at += 8; return binary.LittleEndian.Uint64(s.data[s.at-8:]) }
func (s *scanner) text() string {
	n := int(s.u64())
	s.at += n
	return string(s.data[s.at-n : s.at])
}

func (s *scanner) value(kind uint32) any {
	switch kind {
	case typeUint32:
		return s.u32()
	case typeInt32:
		return int32(s.u32())
	case typeFloat32:
		return math.Float32frombits(s.u32())
	case typeBool:
		s.at++
		return s.data[s.at-1] != 0
	case typeString:
		return s.text()
	}
	element, n := s.u32(), s.u64()
	var texts []string
	var numbers []int32
	for range n {
		if element == typeString {
			texts = append(texts, s.text())
		} else {
			numbers = append(numbers, s.value(element).(int32))
		}
	}
	if element == typeString {
		return texts
	}
	return numbers
}

func (s *scanner) file() (map[string]any, map[string]Tensor) {
	if string(s.data[:4]) != "GGUF" {
		s.t.Fatalf("it begins %q", s.data[:4])
	}
	s.at = 4
	if v := s.u32(); v != 3 {
		s.t.Fatalf("version %d", v)
	}
	count, pairs := s.u64(), s.u64()
	meta := map[string]any{}
	for range pairs {
		key := s.text()
		meta[key] = s.value(s.u32())
	}
	type entry struct {
		Tensor
		offset uint64
	}
	var list []entry
	for range count {
		e := entry{Tensor: Tensor{Name: s.text()}}
		for range s.u32() {
			e.Dims = append(e.Dims, s.u64())
		}
		e.Type, e.offset = Type(s.u32()), s.u64()
		list = append(list, e)
	}
	begin := uint64(s.at+alignment-1) / alignment * alignment
	tensors := map[string]Tensor{}
	for _, e := range list {
		n := uint64(1)
		for _, d := range e.Dims {
			n *= d
		}
		size := map[Type]uint64{F32: 4 * n, F16: 2 * n, Q8_0: n / 32 * 34, Q4_0: n / 32 * 18, Q4_1: n / 32 * 20}[e.Type]
		if e.offset%alignment != 0 {
			s.t.Errorf("%s begins at %d", e.Name, e.offset)
		}
		e.Data = s.data[begin+e.offset:][:size]
		tensors[e.Name] = e.Tensor
	}
	return meta, tensors
}

func TestModelErrors(t *testing.T) {
	rotary := config
	rotary.Position = runtime.PositionRotary
	stopping := config
	stopping.StopHead = true
	odd := config
	odd.Width = 30
	for name, f := range map[string]func() (*File, error){
		"rotary positions": func() (*File, error) { return fileOf(rotary, tokens, Q8_0) },
		"a stop head":      func() (*File, error) { return fileOf(stopping, tokens, Q8_0) },
		"too few tokens":   func() (*File, error) { return fileOf(config, tokens[1:], Q8_0) },
		"no end token": func() (*File, error) {
			return fileOf(config, []string{"a", "b", "c", "d", "e"}, Q8_0)
		},
		"odd columns": func() (*File, error) { return fileOf(odd, tokens, Q4_0) },
	} {
		if _, err := f(); !errors.Is(err, ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWriteError: a disk error is returned.
func TestWriteError(t *testing.T) {
	full := errors.New("disk full")
	f, err := fileOf(config, tokens, F32)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteTo(failing{full}); !errors.Is(err, full) {
		t.Errorf("err = %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
