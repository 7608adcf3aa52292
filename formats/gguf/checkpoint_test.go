package gguf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/internal/number"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// TestCheckpointGPT2 reads back what Model writes.
func TestCheckpointGPT2(t *testing.T) {
	f, err := fileOf(config, tokens, F32)
	if err != nil {
		t.Fatal(err)
	}
	c, err := checkpoint(t, f)
	if err != nil {
		t.Fatal(err)
	}
	want := config
	want.Activation, want.MaxNewTokens = runtime.ActivationGeluTanh, config.MaxPositions
	if c.Config() != want {
		t.Errorf("config is %+v, want %+v", c.Config(), want)
	}
	for _, spec := range config.Tensors() {
		source, _ := model{config}.Tensor(spec.Name)
		if values, err := source.Float32s(); err != nil || !slices.Equal(floatsOf(t, c, spec), values) {
			t.Errorf("%s differs from what was written (%v)", spec.Name, err)
		}
	}
}

// llamaFile is a model of two heads of 4 with one head of keys and values, and its tensors by name.
func llamaFile(arch string, change func(f *File)) *File {
	f := &File{Metadata: []Pair{
		{"general.architecture", arch}, {"general.license", "apache-2.0"}, {arch + ".context_length", uint32(20_000)},
		{arch + ".embedding_length", uint32(8)}, {arch + ".block_count", uint32(1)}, {arch + ".attention.head_count", uint32(2)},
		{arch + ".attention.head_count_kv", uint32(1)}, {arch + ".feed_forward_length", uint32(12)},
		{arch + ".attention.layer_norm_rms_epsilon", float32(1e-5)}, {arch + ".rope.freq_base", float32(1e5)},
		{arch + ".rope.dimension_count", uint32(4)},
	}}
	for _, t := range []struct {
		name       string
		rows, cols int
	}{
		{"token_embd", 11, 8}, {"output_norm", 0, 8}, {"blk.0.attn_norm", 0, 8}, {"blk.0.attn_q", 8, 8}, {"blk.0.attn_k", 4, 8},
		{"blk.0.attn_v", 4, 8}, {"blk.0.attn_output", 8, 8}, {"blk.0.ffn_norm", 0, 8}, {"blk.0.ffn_gate", 12, 8},
		{"blk.0.ffn_up", 12, 8}, {"blk.0.ffn_down", 8, 12},
	} {
		f.add(t.name+".weight", t.rows, t.cols)
	}
	change(f)
	return f
}

// add adds a tensor of random values; no rows make a vector.
func (f *File) add(name string, rows, cols int) {
	r := rand.New(rand.NewPCG(uint64(len(f.Tensors)), 7))
	t := Tensor{Name: name, Dims: []uint64{uint64(cols)}}
	if rows > 0 {
		t.Dims = append(t.Dims, uint64(rows))
	}
	values := make([]float32, max(rows, 1)*cols)
	for i := range values {
		values[i] = r.Float32()
	}
	t.Data = number.Float32s(values)
	f.Tensors = append(f.Tensors, t)
}

func (f *File) set(key string, value any) {
	f.Metadata = slices.DeleteFunc(f.Metadata, func(p Pair) bool { return p.Key == key })
	if value != nil {
		f.Metadata = append(f.Metadata, Pair{key, value})
	}
}

func (f *File) remove(tensor string) {
	f.Tensors = slices.DeleteFunc(f.Tensors, func(t Tensor) bool { return t.Name == tensor })
}

// checkpoint writes the file and opens it again.
func checkpoint(t *testing.T, f *File) (*Checkpoint, error) {
	t.Helper()
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r.Checkpoint()
}

func floatsOf(t *testing.T, c *Checkpoint, spec quant.Spec) []float32 {
	t.Helper()
	values, err := c.Floats(spec)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestCheckpointLlama(t *testing.T) {
	base := runtime.Config{
		ModelType: runtime.ModelLlama, VocabSize: 11, MaxPositions: 1 << 14, MaxNewTokens: 1 << 10, Width: 8, Layers: 1,
		Heads:   2,
		KVHeads: 1, Inner: 12, LayerNormEpsilon: 1e-5, Position: runtime.PositionRotary, RotaryBase: 1e5,
	}
	for _, test := range []struct {
		name, arch string
		change     func(f *File)
		want       func(c *runtime.Config)
	}{
		{"llama", "llama", func(*File) {}, func(*runtime.Config) {}},
		{"untied", "llama", func(f *File) { f.add("output.weight", 11, 8) }, func(c *runtime.Config) { c.UntiedHead = true }},
		{"short context", "llama", func(f *File) { f.set("llama.context_length", uint32(6)) },
			func(c *runtime.Config) { c.MaxPositions, c.MaxNewTokens = 6, 6 }},
		{"half rotated", "llama", func(f *File) { f.set("llama.rope.dimension_count", uint32(2)) },
			func(c *runtime.Config) { c.RotaryWidth = 2 }},
		{"Llama 3.2's scaling", "llama", func(f *File) {
			s := runtime.RotaryScaling{Factor: 32, LowFactor: 1, HighFactor: 4, Original: 8192}
			low := math.Pow(1e5, -0.5)
			f.Tensors = append(f.Tensors, Tensor{Name: ropeFactors, Dims: []uint64{2},
				Data: number.Float32s([]float32{1, float32(low / s.Frequency(low))})})
		}, func(*runtime.Config) {}},
		{"qwen2", "qwen2", func(f *File) {
			f.add("blk.0.attn_q.bias", 0, 8)
			f.add("blk.0.attn_k.bias", 0, 4)
			f.add("blk.0.attn_v.bias", 0, 4)
		}, func(c *runtime.Config) { c.QKVBias = true }},
		{"qwen3", "qwen3", func(f *File) {
			f.set("qwen3.attention.key_length", uint32(4))
			f.add("blk.0.attn_q_norm.weight", 0, 4)
			f.add("blk.0.attn_k_norm.weight", 0, 4)
		}, func(c *runtime.Config) { c.QKNorm, c.HeadWidth = true, 4 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := llamaFile(test.arch, test.change)
			c, err := checkpoint(t, f)
			if err != nil {
				t.Fatal(err)
			}
			want := base
			test.want(&want)
			got := c.Config()
			if test.name == "Llama 3.2's scaling" {
				// Two frequencies, 1 and 0.003, cannot distinguish scalings; so this only checks that one was found.
				if got.RotaryScaling.Original != 8192 {
					t.Errorf("scaling is %+v", got.RotaryScaling)
				}
				got.RotaryScaling = runtime.RotaryScaling{}
			}
			if got != want {
				t.Errorf("config is %+v, want %+v", got, want)
			}
			if c.License() != "Apache-2.0" {
				t.Errorf("licence is %q", c.License())
			}
			for _, spec := range c.Config().Tensors() {
				floatsOf(t, c, spec)
			}
		})
	}
}

// TestRotaryOrder checks the order of rows by hand: heads of 4, stored in pairs, come out in halves. Only the family
// llama stores pairs, and only queries and keys.
func TestRotaryOrder(t *testing.T) {
	for arch, order := range map[string][]int{"llama": {0, 2, 1, 3, 4, 6, 5, 7}, "qwen2": {0, 1, 2, 3, 4, 5, 6, 7}} {
		c, err := checkpoint(t, llamaFile(arch, func(*File) {}))
		if err != nil {
			t.Fatal(err)
		}
		for name, rows := range map[string]int{"q": 8, "k": 4, "v": 4} {
			stored, _, err := c.r.Floats("blk.0.attn_" + name + ".weight")
			if err != nil {
				t.Fatal(err)
			}
			got := floatsOf(t, c, quant.Spec{Name: "h.0.attn." + name + ".weight", Shape: []int{rows, 8}})
			for row := range rows {
				from := order[row]
				if name == "v" {
					from = row
				}
				if !slices.Equal(got[row*8:][:8], stored[from*8:][:8]) {
					t.Errorf("%s: row %d of attn.%s is not row %d of the file", arch, row, name, from)
				}
			}
		}
	}
}

func TestCheckpointErrors(t *testing.T) {
	for _, test := range []struct {
		name, arch string
		change     func(f *File)
		kind       error
		says       string
	}{
		{"architecture", "gemma3", func(*File) {}, ErrUnsupported,
			`architecture "gemma3"; supported: gpt2, llama, qwen2, qwen3`},
		{"mixture of experts", "llama", func(f *File) { f.set("llama.expert_count", uint32(8)) }, ErrUnsupported,
			"expert_count is 8"},
		{"scaling", "llama", func(f *File) { f.set("llama.rope.scaling.type", "yarn") }, ErrUnsupported, `"yarn"`},
		{"factors", "llama", func(f *File) { f.add(ropeFactors, 0, 2) }, ErrUnsupported, ropeFactors},
		{"unknown tensor", "llama", func(f *File) { f.add("blk.0.attn_sub_norm.weight", 0, 8) }, ErrUnsupported,
			"attn_sub_norm"},
		{"missing tensor", "llama", func(f *File) { f.remove("blk.0.ffn_up.weight") }, ErrFile,
			"blk.0.ffn_up.weight is missing"},
		{"missing vocabulary", "llama", func(f *File) { f.remove("token_embd.weight") }, ErrFile,
			"token_embd.weight is missing"},
		{"missing number", "llama", func(f *File) { f.set("llama.block_count", nil) }, ErrFile,
			"llama.block_count is missing"},
		{"text for a number", "llama", func(f *File) { f.set("llama.block_count", "two") }, ErrFile,
			"llama.block_count is not a number"},
		{"no heads", "llama", func(f *File) { f.set("llama.attention.head_count", uint32(0)) }, ErrFile,
			"llama.attention.head_count is 0"},
		{"heads that do not divide", "llama", func(f *File) { f.set("llama.attention.head_count", uint32(3)) }, ErrFile,
			"n_head"},
		{"wrong shape", "llama", func(f *File) { f.set("llama.feed_forward_length", uint32(16)) }, ErrFile,
			"blk.0.ffn_gate.weight has shape [12 8], want [16 8]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := checkpoint(t, llamaFile(test.arch, test.change))
			if !errors.Is(err, test.kind) || !strings.Contains(fmt.Sprint(err), test.says) {
				t.Errorf("error is %v, want %v with %q", err, test.kind, test.says)
			}
		})
	}
}
