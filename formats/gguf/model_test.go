package gguf

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// TestPairs checks that the two orders of rows are each other's inverse, and one by hand.
func TestPairs(t *testing.T) {
	if got := pairs([]float32{0, 1, 2, 3, 4, 5}, 6, 6); !slices.Equal(got, []float32{0, 3, 1, 4, 2, 5}) {
		t.Errorf("pairs are %v", got)
	}
	values := make([]float32, 12*5)
	for i := range values {
		values[i] = float32(i)
	}
	for _, width := range []int{2, 4, 6, 12} {
		if got := halves(pairs(values, 12, width), 12, width); !slices.Equal(got, values) {
			t.Errorf("heads of %d: %v", width, got)
		}
	}
}

// TestScaling reads scalings back from the factors that are written.
func TestScaling(t *testing.T) {
	for _, s := range []runtime.RotaryScaling{
		{}, {Factor: 8, LowFactor: 1, HighFactor: 4, Original: 8192},
		{Factor: 32, LowFactor: 1, HighFactor: 4, Original: 8192}, {Factor: 8, LowFactor: 1, HighFactor: 4, Original: 1024},
		{Factor: 3.5, LowFactor: 1, HighFactor: 4, Original: 4096},
	} {
		c := rotary
		c.Width, c.Heads, c.KVHeads, c.RotaryBase, c.RotaryScaling = 128, 2, 1, 5e5, s
		f, err := Model{Config: c, Floats: model{c}.Floats}.File(F32, F32)
		if err != nil {
			t.Fatal(err)
		}
		got, err := checkpoint(t, f)
		if err != nil {
			t.Fatal(err)
		}
		if got.Config().RotaryScaling != s {
			t.Errorf("scaling is %+v, want %+v", got.Config().RotaryScaling, s)
		}
	}
	strange := rotary
	strange.RotaryScaling = runtime.RotaryScaling{Factor: 8, LowFactor: 1.5, HighFactor: 3, Original: 16}
	strange.RotaryBase = 100
	f, err := Model{Config: strange, Floats: model{strange}.Floats}.File(F32, F32)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := checkpoint(t, f); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a scaling that is not Llama 3's: %v", err)
	}
}

// rotary is a model of the llama family.
var rotary = runtime.Config{ModelType: runtime.ModelLlama, VocabSize: 5, MaxPositions: 64, MaxNewTokens: 64, Width: 32,
	Layers: 1, Heads: 2, KVHeads: 1, Inner: 64, LayerNormEpsilon: 1e-5, Position: runtime.PositionRotary, RotaryBase: 1e4}

func TestEncoderErrors(t *testing.T) {
	for _, v := range []float32{70_000, float32(math.Inf(-1)), float32(math.NaN())} {
		values := make([]float32, blockSize)
		values[7] = v
		for _, kind := range []Type{F16, Q8_0, Q4_0, Q4_1} {
			m := Model{Config: config, Floats: func(spec quant.Spec) ([]float32, error) { return values, nil }}
			spec := quant.Spec{Name: "wte.weight", Shape: []int{1, blockSize}, Role: quant.Embedding}
			if _, err := m.load(families["gpt2"], spec, kind); err == nil || !strings.Contains(err.Error(), "number 7 is ") {
				t.Errorf("%v as %s: %v", v, kind, err)
			}
		}
	}
	if _, err := fileOf(config, tokens, Q6_K); !errors.Is(err, ErrShape) || !strings.Contains(err.Error(), "q4_1") {
		t.Errorf("a type that is not written: %v", err)
	}
}

// textTokenizer is a tokenizer.json of byte-level BPE with four tokens, the last of them special.
const textTokenizer = `{"added_tokens":[{"id":3,"content":"<|end|>","single_word":false,"lstrip":false,"rstrip":false,
	"normalized":false,"special":true}],"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},
	"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}}`

func TestVocabulary(t *testing.T) {
	files := map[string][]byte{"tokenizer.json": []byte(textTokenizer),
		"generation_config.json": []byte(`{"eos_token_id":[3,0]}`)}
	g, err := Vocabulary(files, 5)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(g.Tokens, []string{"a", "b", "ab", "<|end|>", "[PAD4]"}) || g.Pre != "gpt-2" || g.EOS != 3 ||
		!slices.Equal(g.Types, []int32{bpe.Normal, bpe.Normal, bpe.Normal, bpe.Control, bpe.Unused}) ||
		!slices.Equal(g.Merges, []string{"a b"}) || g.BOS != -1 {
		t.Errorf("the vocabulary is %+v", g)
	}
	f, err := Model{Config: config, Vocabulary: g, Floats: model{config}.Floats}.File(F32, F32)
	if err != nil {
		t.Fatal(err)
	}
	c, err := checkpoint(t, f)
	if err != nil {
		t.Fatal(err)
	}
	read, err := c.Files()
	if err != nil || string(read["generation_config.json"]) != `{"eos_token_id":3}` {
		t.Errorf("generation_config.json is %s, %v", read["generation_config.json"], err)
	}
	again, err := Vocabulary(read, 5)
	if err != nil || !slices.Equal(again.Tokens, g.Tokens) || !slices.Equal(again.Merges, g.Merges) || again.EOS != 3 {
		t.Errorf("read back, the vocabulary is %+v, %v", again, err)
	}
	if g, err := Vocabulary(nil, 5); g != nil || err != nil {
		t.Errorf("without a tokenizer: %+v, %v", g, err)
	}
	six := Model{Config: config, Vocabulary: &bpe.GGUF{Tokens: make([]string, 6)}}
	if _, err := six.File(F32, F32); !errors.Is(err, ErrShape) {
		t.Errorf("six tokens for five rows: %v", err)
	}
}

// TestNoTokenizer reads a file back that says it has none.
func TestNoTokenizer(t *testing.T) {
	f, err := Model{Config: rotary, Floats: model{rotary}.Floats}.File(Q8_0, F16)
	if err != nil {
		t.Fatal(err)
	}
	c, err := checkpoint(t, f)
	if err != nil {
		t.Fatal(err)
	}
	if files, err := c.Files(); len(files) != 0 || err != nil {
		t.Errorf("files are %v, %v", files, err)
	}
	for name, want := range map[string]Type{"token_embd.weight": F16, "blk.0.ffn_up.weight": Q8_0,
		"output_norm.weight": F32} {
		if got := c.r.Tensors[name].Type; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
