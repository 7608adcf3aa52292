//go:build !js

package latent_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/formats/latent"
	"github.com/coconut-page/coconut/formats/pytorch"
	"github.com/coconut-page/coconut/internal/statedict"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// checkpoint is a fixture that can be changed before it is written to files of its own.
type checkpoint struct {
	tensors           map[string]statedict.Tensor
	config, tokenizer map[string]any
	more              map[string]string // other files beside the weights
	options           latent.Options
}

// load reads a fixture whose weights are a state dict.
func load(t testing.TB, name, weights string) *checkpoint {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, name, weights))
	if err != nil {
		t.Fatal(err)
	}
	r, err := pytorch.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	c := &checkpoint{tensors: map[string]statedict.Tensor{}, more: map[string]string{}}
	for name, info := range r.Tensors {
		values, err := r.Floats(name)
		if err != nil {
			t.Fatal(err)
		}
		c.tensors[name] = statedict.Tensor{Name: name, Shape: info.Shape, Values: values}
	}
	for file, into := range map[string]*map[string]any{"config.json": &c.config, "tokenizer.json": &c.tokenizer} {
		data, err := os.ReadFile(filepath.Join(testdata, name, "base", file))
		if err == nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func loadCoconut(t testing.TB) *checkpoint { return load(t, "coconut-gpt2", "checkpoint_6") }
func loadCODI(t testing.TB) *checkpoint    { return load(t, "codi-gpt2", "pytorch_model.bin") }

// add adds tokens to the tokenizer.
func (c *checkpoint) add(names ...string) {
	list := c.tokenizer["added_tokens"].([]any)
	for _, name := range names {
		list = append(list, map[string]any{"id": 264 + len(list) - 1, "content": name})
	}
	c.tokenizer["added_tokens"] = list
}

// rename changes the name of every tensor.
func (c *checkpoint) rename(change func(name string) string) {
	for name, t := range maps.Clone(c.tensors) {
		delete(c.tensors, name)
		t.Name = change(name)
		c.tensors[t.Name] = t
	}
}

// drop removes the tensors with a text in their names.
func (c *checkpoint) drop(text string) {
	maps.DeleteFunc(c.tensors, func(name string, _ statedict.Tensor) bool { return strings.Contains(name, text) })
}

// open writes the checkpoint to a folder and opens it there.
func (c *checkpoint) open(t testing.TB) (*latent.Checkpoint, error) {
	t.Helper()
	dir := t.TempDir()
	var list []statedict.Tensor
	for _, name := range slices.Sorted(maps.Keys(c.tensors)) {
		list = append(list, c.tensors[name])
	}
	data, err := statedict.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"pytorch_model.bin": data}
	for name, value := range map[string]map[string]any{"config.json": c.config, "tokenizer.json": c.tokenizer} {
		if value == nil {
			continue
		}
		if files[name], err = json.Marshal(value); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range c.more {
		files[name] = []byte(text)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := latent.Open(dir, c.options)
	if err == nil {
		t.Cleanup(func() {
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return l, err
}

// tiedLlama replaces the config by that of a Llama of the same sizes.
func tiedLlama(c *checkpoint) {
	c.config = map[string]any{"model_type": "llama", "vocab_size": 264, "max_position_embeddings": 128, "hidden_size": 32,
		"num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 4, "intermediate_size": 64,
		"tie_word_embeddings": true}
}

// TestRefused opens checkpoints with something wrong; the error says what.
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		of     func(t testing.TB) *checkpoint
		change func(c *checkpoint)
		kind   error
		says   string
	}{
		"empty config": {loadCODI, func(c *checkpoint) { c.config = map[string]any{} }, huggingface.ErrFile, "--config FILE"},
		"config without a byte": {loadCODI, func(c *checkpoint) { c.config, c.more["config.json"] = nil, "" },
			huggingface.ErrFile, "--config FILE"},
		"another architecture's config": {loadCoconut, func(c *checkpoint) { c.config["model_type"] = "bert" },
			huggingface.ErrUnsupported, `model_type "bert"; supported: gpt2, llama`},
		"an architecture like Llama's": {loadCODI, func(c *checkpoint) { c.config["model_type"] = "mistral" },
			huggingface.ErrUnsupported, `model_type "mistral"; supported: gpt2, llama`},
		"no config":    {loadCoconut, func(c *checkpoint) { c.config = nil }, huggingface.ErrFile, "--config FILE"},
		"no tokenizer": {loadCoconut, func(c *checkpoint) { c.tokenizer = nil }, latent.ErrCheckpoint, "--tokenizer FILE"},
		"a larger tokenizer": {loadCoconut, func(c *checkpoint) { c.add("<a>", "<b>", "<c>", "<d>") }, latent.ErrCheckpoint,
			"268 tokens, and the embedding 267 rows: it is another model's"},
		"a tokenizer with other tokens": {loadCoconut, func(c *checkpoint) { c.add("<a>") }, latent.ErrCheckpoint,
			"265 tokens, and the embedding 267 rows; want 268"},
		"the tokens elsewhere": {loadCoconut, func(c *checkpoint) { c.add("<|end-latent|>") }, latent.ErrCheckpoint,
			`"<|end-latent|>" as token 264, want 265`},
		"not a tokenizer": {loadCoconut, func(c *checkpoint) { c.tokenizer = map[string]any{} }, tokenizer.ErrFormat,
			"model"},
		"before the tokens were added": {loadCoconut, func(c *checkpoint) { c.cut(264) }, latent.ErrCheckpoint,
			"from before these tokens were added"},
		"another width": {loadCoconut, func(c *checkpoint) { c.config["n_embd"] = 64 }, huggingface.ErrFile, "[267 32]"},
		"fewer layers": {loadCoconut, func(c *checkpoint) { c.config["n_layer"] = 1 }, huggingface.ErrUnsupported,
			"transformer.h.1."},
		"more layers": {loadCODI, func(c *checkpoint) { c.config["n_layer"] = 3 }, huggingface.ErrFile,
			"h.2.ln_1.weight is missing"},
		"a Llama's file": {loadCoconut, func(c *checkpoint) { c.config["model_type"] = "llama" }, latent.ErrCheckpoint,
			"model.embed_tokens.weight is missing"},
		"a tied Llama's file": {loadCoconut, tiedLlama, huggingface.ErrFile,
			"model.layers.0.input_layernorm.weight is missing: another model's config.json"},
		"a Llama's LoRA": {loadCODI, func(c *checkpoint) { c.config["model_type"] = "llama" }, latent.ErrCheckpoint,
			"h.0.attn.c_attn: its LoRA has shapes"},
		"another vocabulary": {loadCODI, func(c *checkpoint) { c.config["vocab_size"] = 50257 }, latent.ErrCheckpoint,
			"config.json 50257 tokens; want"},
		"a Coconut with another vocabulary": {loadCoconut, func(c *checkpoint) { c.config["vocab_size"] = 500 },
			latent.ErrCheckpoint, "the embedding has 267 rows, and config.json 500 tokens; want"},
		"a Coconut with a smaller vocabulary": {loadCoconut, func(c *checkpoint) { c.config["vocab_size"] = 256 },
			latent.ErrCheckpoint, "which has 264"},
		"no embedding": {loadCODI, func(c *checkpoint) { c.drop("wte"); c.drop("lm_head") }, latent.ErrCheckpoint,
			"transformer.wte.weight is missing"},
		"no head": {loadCoconut, func(c *checkpoint) { c.drop("lm_head"); c.config["tie_word_embeddings"] = false },
			latent.ErrCheckpoint, "lm_head.weight is missing"},
		"half a LoRA": {loadCODI, func(c *checkpoint) { c.drop("h.1.mlp.c_fc.lora_B") }, latent.ErrCheckpoint,
			"h.1.mlp.c_fc has only one half of its LoRA: lora_B"},
		"the adapter alone": {loadCODI, func(c *checkpoint) { c.drop("base_layer.weight") }, latent.ErrCheckpoint,
			"the adapter alone"},
		"LoRA of another model": {loadCODI, func(c *checkpoint) {
			c.shape("codi.base_model.model.transformer.h.0.attn.c_attn.lora_A.default.weight", 16, 16)
		}, latent.ErrCheckpoint, "do not fit a matrix [32 96]"},
		"two LoRAs": {loadCODI, func(c *checkpoint) {
			c.copy("codi.base_model.model.transformer.h.0.attn.c_attn.lora_A.default.weight",
				"codi.base_model.model.transformer.h.0.attn.c_attn.lora_A.other.weight")
		}, latent.ErrUnsupported, "more than one LoRA"},
		"DoRA": {loadCODI, func(c *checkpoint) {
			c.copy("codi.base_model.model.transformer.ln_f.weight",
				"codi.base_model.model.transformer.h.0.attn.c_attn.lora_magnitude_vector.default.weight")
		}, latent.ErrUnsupported, "lora_magnitude_vector"},
		"alpha missing": {loadCODI, func(c *checkpoint) { c.more["adapter_config.json"] = "{}" }, latent.ErrCheckpoint,
			"no lora_alpha"},
		"half a projection": {loadCODI, func(c *checkpoint) { c.drop("prj.3.bias") }, latent.ErrCheckpoint,
			"prj.3.bias is missing"},
		"a projection of another width": {loadCODI, func(c *checkpoint) { c.shape("prj.1.weight", 32, 64) },
			huggingface.ErrFile, "latent.projection.in.weight has shape [32 64]"},
		"a tensor of something else": {loadCoconut, func(c *checkpoint) {
			c.copy("embedding.weight", "base_causallm.score.weight")
		}, huggingface.ErrUnsupported, "score.weight"},
		"another kind": {loadCoconut, func(c *checkpoint) { c.options.Kind = "codi" }, latent.ErrCheckpoint,
			"not those of kind codi; they are called base_causallm."},
		"no such kind": {loadCoconut, func(c *checkpoint) { c.options.Kind = "colar" }, latent.ErrUnsupported,
			"codi, latenttts, sim-cot"},
		"more thoughts than positions": {loadCoconut, func(c *checkpoint) { c.options.Thoughts = 1_000_000 },
			latent.ErrUnsupported, "1000000 thoughts leave no room for a question and an answer in a context of 128 positions " +
				"(n_positions in config.json); want at most 123"},
		"one thought too many": {loadCoconut, func(c *checkpoint) { c.options.Thoughts = 124 }, latent.ErrUnsupported,
			"want at most 123 (coconut import --thoughts N)"},
	} {
		t.Run(name, func(t *testing.T) {
			file := c.of(t)
			c.change(file)
			if _, err := file.open(t); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want %v that says %q", err, c.kind, c.says)
			}
		})
	}
}

// cut keeps the first rows of the embeddings.
func (c *checkpoint) cut(rows int) {
	for name, t := range c.tensors {
		if len(t.Shape) == 2 && t.Shape[0] == 267 {
			t.Shape, t.Values = []int{rows, t.Shape[1]}, t.Values[:rows*t.Shape[1]]
			c.tensors[name] = t
		}
	}
}

func (c *checkpoint) shape(name string, shape ...int) {
	t := c.tensors[name]
	t.Shape = shape
	c.tensors[name] = t
}

func (c *checkpoint) copy(from, to string) {
	t := c.tensors[from]
	t.Name = to
	c.tensors[to] = t
}

// TestMissingShard opens a folder that lacks one of its files.
func TestMissingShard(t *testing.T) {
	c := loadCODI(t)
	c.more["pytorch_model.bin.index.json"] = `{"weight_map": {"a": "pytorch_model.bin", "b": "pytorch_model-00002.bin"}}`
	if _, err := c.open(t); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "pytorch_model-00002.bin") {
		t.Errorf("%v; want that pytorch_model-00002.bin is not there", err)
	}
}

// TestVariants opens what people's checkpoints look like otherwise; each holds the same model as the fixture.
func TestVariants(t *testing.T) {
	for name, c := range map[string]struct {
		of     func(t testing.TB) *checkpoint
		change func(c *checkpoint)
		notes  string
	}{
		"as it is": {loadCoconut, func(*checkpoint) {}, "added to the tokenizer"},
		"from several processes": {loadCoconut, func(c *checkpoint) {
			c.rename(func(name string) string { return "module." + name })
		}, "added to the tokenizer"},
		"the tokens are there": {loadCoconut, func(c *checkpoint) {
			c.add("<|start-latent|>", "<|end-latent|>", "<|latent|>")
		}, "guessed"},
		"saved without the class, and named": {loadCoconut, func(c *checkpoint) {
			c.drop("embedding.weight")
			c.rename(func(name string) string { return strings.TrimPrefix(name, "base_causallm.") })
			c.options.Kind = "coconut"
		}, "guessed"},
		"without a tokenizer": {loadCoconut, func(c *checkpoint) { c.options.Tokenizer = latent.NoTokenizer },
			"the last 3 of 267 tokens are taken"},
		"of a model with spare rows": {loadCoconut, func(c *checkpoint) { c.config["vocab_size"] = 320 }, "guessed"},
		"CODI":                       {loadCODI, func(*checkpoint) {}, "alpha 32 (guessed"},
		"CODI with alpha":            {loadCODI, func(c *checkpoint) { c.options.LoRAAlpha = 32 }, "alpha 32 (as you said)"},
		"CODI with PEFT's file":      {loadCODI, func(c *checkpoint) { c.more["adapter_config.json"] = `{"lora_alpha": 32}` }, "as in"},
		"CODI with a padding":        {loadCODI, func(c *checkpoint) { c.add("[PAD]") }, `added to the tokenizer: ["<|bot|>" "<|eot|>"]`},
		"CODI without a head":        {loadCODI, func(c *checkpoint) { c.drop("lm_head") }, "guessed"},
		"CODI without its input":     {loadCODI, func(c *checkpoint) { c.drop("wte") }, "taken from the head"},
		"CODI with its own sizes":    {loadCODI, func(c *checkpoint) { c.config["vocab_size"] = 267 }, "guessed"},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := c.of(t).open(t)
			if err != nil {
				t.Fatal(err)
			}
			file := c.of(t)
			c.change(file)
			got, err := file.open(t)
			if err != nil {
				t.Fatal(err)
			}
			if notes := strings.Join(got.Notes(), "\n"); !strings.Contains(notes, c.notes) {
				t.Errorf("the notes are %q, want %q", notes, c.notes)
			}
			requireSame(t, got, want)
		})
	}
}

// TestMostThoughts opens a model of as many thoughts as leave room for two tokens.
func TestMostThoughts(t *testing.T) {
	c := loadCoconut(t)
	c.options.Thoughts = 123
	if l, err := c.open(t); err != nil || l.Config().Thoughts != 123 {
		t.Error(err)
	}
}

// requireSame compares all but tokenizers.
func requireSame(t *testing.T, got, want *latent.Checkpoint) {
	t.Helper()
	a, b := describe(t, got.Config()), describe(t, want.Config())
	if a != b {
		t.Errorf("the config is %s, want %s", a, b)
	}
	for _, spec := range want.Config().Tensors() {
		if values, other := floats(t, got, spec), floats(t, want, spec); !slices.Equal(values, other) {
			t.Errorf("tensor %s differs", spec.Name)
		}
	}
}

func describe(t *testing.T, c runtime.Config) string {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func floats(t *testing.T, c *latent.Checkpoint, spec quant.Spec) []float32 {
	t.Helper()
	values, err := c.Floats(spec)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// TestMerge compares a merged matrix with the sum in float64, at another scale.
func TestMerge(t *testing.T) {
	c := loadCODI(t)
	c.options.LoRAAlpha = 2 // of rank 8
	l, err := c.open(t)
	if err != nil {
		t.Fatal(err)
	}
	const layer = "codi.base_model.model.transformer.h.1.mlp.c_fc."
	base, a, b := c.tensors[layer+"base_layer.weight"], c.tensors[layer+"lora_A.default.weight"],
		c.tensors[layer+"lora_B.default.weight"]
	got := floats(t, l, quant.Spec{Name: "h.1.mlp.c_fc.weight", Shape: []int{64, 32}, Role: quant.Linear})
	for o := range 64 {
		for i := range 32 {
			want := float64(base.Values[i*64+o])
			for r := range 8 {
				want += 0.25 * float64(b.Values[o*8+r]) * float64(a.Values[r*32+i])
			}
			if math.Abs(float64(got[o*32+i])-want) > 1e-6 {
				t.Fatalf("weight %d, %d is %v, want %v", o, i, got[o*32+i], want)
			}
		}
	}
}

// TestWithoutProjection opens CODI trained without one, and without its norm.
func TestWithoutProjection(t *testing.T) {
	for text, want := range map[string]string{"prj.ln": `{"inner":64}`, "prj.": "null"} {
		c := loadCODI(t)
		c.drop(text)
		l, err := c.open(t)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(l.Config().Latent.Projection); err != nil || string(got) != want {
			t.Errorf("without %s: the projection is %s, %v; want %s", text, got, err, want)
		}
	}
}

// TestEnds looks for the token that ends a text: beside the weights, or in the config.
func TestEnds(t *testing.T) {
	for text, want := range map[string][]int{"": {0}, `{"eos_token_id": [3, 4]}`: {3, 4}} {
		c := loadCODI(t)
		if text != "" {
			c.more["generation_config.json"] = text
		}
		l, err := c.open(t)
		if err != nil {
			t.Fatal(err)
		}
		files, err := l.Files()
		if err != nil {
			t.Fatal(err)
		}
		if ends, err := tokenizer.Ends(files[tokenizer.GenerationFile]); err != nil || !slices.Equal(ends, want) {
			t.Errorf("a text ends with %v, %v; want %v", ends, err, want)
		}
	}
}

// TestPlain opens a model that is no latent reasoner.
func TestPlain(t *testing.T) {
	l, err := latent.Open("../testdata/pytorch/gpt2", latent.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if l.Kind() != "" || l.Config().Latent != nil || len(l.Notes()) > 0 {
		t.Errorf("kind %q, scheme %v, notes %q", l.Kind(), l.Config().Latent, l.Notes())
	}
}
