package huggingface

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/internal/statedict"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

const (
	weightsFile = "model.safetensors"
	indexFile   = "model.safetensors.index.json"

	gpt2Config = `{"model_type":"gpt2","vocab_size":5,"n_positions":7,"n_embd":4,"n_layer":1,"n_head":2,
		"activation_function":"gelu_new","layer_norm_epsilon":1e-5}`
	llamaConfig = `{"model_type":"llama","vocab_size":5,"max_position_embeddings":20000,"hidden_size":8,
		"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"intermediate_size":12,"rms_norm_eps":1e-5,
		"rope_theta":100000,"hidden_act":"silu","tie_word_embeddings":true}`
)

var gpt2Shapes = map[string][]int{
	"wte.weight": {5, 4}, "wpe.weight": {7, 4}, "h.0.ln_1.weight": {4}, "h.0.ln_1.bias": {4},
	"h.0.attn.c_attn.weight": {4, 12}, "h.0.attn.c_attn.bias": {12}, "h.0.attn.c_proj.weight": {4, 4},
	"h.0.attn.c_proj.bias": {4}, "h.0.ln_2.weight": {4}, "h.0.ln_2.bias": {4}, "h.0.mlp.c_fc.weight": {4, 16},
	"h.0.mlp.c_fc.bias": {16}, "h.0.mlp.c_proj.weight": {16, 4}, "h.0.mlp.c_proj.bias": {4}, "ln_f.weight": {4},
	"ln_f.bias": {4}, "h.0.attn.bias": {1, 1, 7, 7}, // a mask, which old files have
}

var llamaShapes = map[string][]int{
	"embed_tokens.weight": {5, 8}, "norm.weight": {8}, "layers.0.input_layernorm.weight": {8},
	"layers.0.self_attn.q_proj.weight": {8, 8}, "layers.0.self_attn.k_proj.weight": {4, 8},
	"layers.0.self_attn.v_proj.weight": {4, 8}, "layers.0.self_attn.o_proj.weight": {8, 8},
	"layers.0.post_attention_layernorm.weight": {8}, "layers.0.mlp.gate_proj.weight": {12, 8},
	"layers.0.mlp.up_proj.weight": {12, 8}, "layers.0.mlp.down_proj.weight": {8, 12},
}

// folder is a folder to be written: its config, and shapes of tensors by file.
type folder struct {
	config string
	shards map[string]map[string][]int
	more   map[string]string
}

func one(config, prefix string, shapes map[string][]int) *folder {
	all := map[string][]int{}
	for name, shape := range shapes {
		all[prefix+name] = shape
	}
	return &folder{config, map[string]map[string][]int{weightsFile: all}, map[string]string{}}
}

// write writes the folder. The value of element i of a tensor is i.
func (f *folder) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	f.more[configFile] = f.config
	for name, shapes := range f.shards {
		f.more[name] = string(weightsIn(t, name, shapes))
	}
	for name, text := range f.more {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// weightsIn is a file with weights, in the format of its name.
func weightsIn(t *testing.T, name string, shapes map[string][]int) []byte {
	t.Helper()
	if strings.HasSuffix(name, ".safetensors") {
		return safetensorsFile(t, shapes)
	}
	var all []statedict.Tensor
	for tensor, shape := range shapes {
		values := counted(shape)
		if strings.HasSuffix(tensor, ".attn.bias") {
			values = nil // a mask of bools
		}
		all = append(all, statedict.Tensor{Name: tensor, Shape: shape, Values: values})
	}
	data, err := statedict.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func safetensorsFile(t *testing.T, shapes map[string][]int) []byte {
	t.Helper()
	header, data := map[string]any{}, []byte(nil)
	for tensor, shape := range shapes {
		from := len(data)
		for _, v := range counted(shape) {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		header[tensor] = map[string]any{"dtype": "F32", "shape": shape, "data_offsets": []int{from, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text, data)
}

// counted are the values 0, 1, 2 and so on, as many as a tensor has.
func counted(shape []int) []float32 {
	n := 1
	for _, axis := range shape {
		n *= axis
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(i)
	}
	return values
}

// replaced is a config with some text replaced.
func replaced(config, old, replacement string) string {
	return strings.Replace(config, old, replacement, 1)
}

func opened(t *testing.T, path string) *Checkpoint {
	t.Helper()
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// TestGPT2 reads GPT-2 from both containers, with and without the prefix and the masks that old files have.
func TestGPT2(t *testing.T) {
	want := runtime.Config{
		ModelType: runtime.ModelGPT2, VocabSize: 5, MaxPositions: 7, MaxNewTokens: 7, Width: 4, Layers: 1, Heads: 2,
		Inner:      16,
		Activation: runtime.ActivationGeluTanh, LayerNormEpsilon: 1e-5, Position: runtime.PositionLearned,
	}
	unmasked := maps.Clone(gpt2Shapes)
	delete(unmasked, "h.0.attn.bias")
	for _, file := range []string{weightsFile, "pytorch_model.bin"} {
		for _, prefix := range []string{"transformer.", ""} {
			for _, shapes := range []map[string][]int{gpt2Shapes, unmasked} {
				f := one(gpt2Config, prefix, shapes)
				f.shards = map[string]map[string][]int{file: f.shards[weightsFile]}
				requireGPT2(t, opened(t, f.write(t)), want)
			}
		}
	}
}

func requireGPT2(t *testing.T, c *Checkpoint, want runtime.Config) {
	t.Helper()
	if c.Config() != want {
		t.Errorf("config is %+v, want %+v", c.Config(), want)
	}
	got, err := c.Floats(quant.Spec{Name: "h.0.mlp.c_fc.weight", Shape: []int{16, 4}, Role: quant.Linear})
	if err != nil || !slices.Equal(got[:8], []float32{0, 16, 32, 48, 1, 17, 33, 49}) {
		t.Errorf("c_fc begins with %v, %v; want it transposed", got, err)
	}
	got, err = c.Floats(quant.Spec{Name: "wte.weight", Shape: []int{5, 4}, Role: quant.Embedding})
	if err != nil || !slices.Equal(got[:4], []float32{0, 1, 2, 3}) {
		t.Errorf("wte begins with %v, %v; want it as it is", got, err)
	}
}

// TestLone opens files with weights and a config from elsewhere.
func TestLone(t *testing.T) {
	config := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(config, []byte(gpt2Config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"checkpoint_3", "weights.pt", "GPT2.SafeTensors"} {
		path := filepath.Join(t.TempDir(), name)
		kind := strings.ToLower(name)
		if err := os.WriteFile(path, weightsIn(t, kind, gpt2Shapes), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, ErrFile) || !errors.Is(err, fs.ErrNotExist) ||
			!strings.Contains(err.Error(), "--config") {
			t.Errorf("%s without a config: %v", name, err)
		}
		c, err := OpenConfig(path, config)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Config().Width != 4 {
			t.Errorf("%s has config %+v", name, c.Config())
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	empty := one("{}", "", gpt2Shapes).write(t) // the given config comes before the folder's
	if _, err := Open(empty); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "--config") {
		t.Errorf("an empty config: %v", err)
	}
	c, err := OpenConfig(empty, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := OpenConfig(empty, config+"x"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), config) {
		t.Errorf("a config that is not there: %v", err)
	}
	if err := os.WriteFile(config, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenConfig(empty, config); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), config) {
		t.Errorf("a config that is not JSON: %v", err)
	}
}

func TestLlama(t *testing.T) {
	base := runtime.Config{
		ModelType: runtime.ModelLlama, VocabSize: 5, MaxPositions: 1 << 14, MaxNewTokens: 1 << 10, Width: 8, Layers: 1,
		Heads:   2,
		KVHeads: 1, Inner: 12, LayerNormEpsilon: 1e-5, Position: runtime.PositionRotary, RotaryBase: 1e5,
	}
	scaling := runtime.RotaryScaling{Factor: 32, LowFactor: 1, HighFactor: 4, Original: 8192}
	for name, test := range map[string]struct {
		old, config string
		more        map[string][]int
		want        func(c *runtime.Config)
	}{
		"llama": {"", "", nil, func(*runtime.Config) {}},
		"tied, with a head": {"", "", map[string][]int{"lm_head.weight": {5, 8}},
			func(*runtime.Config) {}},
		"untied": {`"tie_word_embeddings":true`, `"tie_word_embeddings":false`, map[string][]int{"lm_head.weight": {5, 8}},
			func(c *runtime.Config) { c.UntiedHead = true }},
		"qwen2": {`"llama"`, `"qwen2"`, map[string][]int{"model.layers.0.self_attn.q_proj.bias": {8},
			"model.layers.0.self_attn.k_proj.bias": {4}, "model.layers.0.self_attn.v_proj.bias": {4}},
			func(c *runtime.Config) { c.QKVBias = true }},
		"qwen3": {`"llama"`, `"qwen3","head_dim":4`, map[string][]int{"model.layers.0.self_attn.q_norm.weight": {4},
			"model.layers.0.self_attn.k_norm.weight": {4}},
			func(c *runtime.Config) { c.QKNorm, c.HeadWidth = true, 4 }},
		"Llama 3": {`"rope_theta":100000`, `"rope_theta":500000,"rope_scaling":{"rope_type":"llama3","factor":32,
			"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":8192}`, nil,
			func(c *runtime.Config) { c.RotaryBase, c.RotaryScaling = 5e5, scaling }},
		"transformers 5": {`"rope_theta":100000`, `"rope_parameters":{"rope_type":"default","rope_theta":7000}`, nil,
			func(c *runtime.Config) { c.RotaryBase = 7000 }},
	} {
		t.Run(name, func(t *testing.T) {
			f := one(replaced(llamaConfig, test.old, test.config), "model.", llamaShapes)
			for tensor, shape := range test.more {
				f.shards[weightsFile][tensor] = shape
			}
			c := opened(t, f.write(t))
			want := base
			test.want(&want)
			if c.Config() != want {
				t.Errorf("config is %+v, want %+v", c.Config(), want)
			}
			for _, spec := range want.Tensors() {
				if _, err := c.Floats(spec); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestShards reads weights from two files, and the small files beside them, in both containers.
func TestShards(t *testing.T) {
	for _, container := range [][2]string{{".safetensors", indexFile}, {".bin", "pytorch_model.bin.index.json"}} {
		f := one(llamaConfig, "model.", llamaShapes)
		all := f.shards[weightsFile]
		first, second := "a"+container[0], "b"+container[0]
		f.shards = map[string]map[string][]int{first: {}, second: {}}
		index := map[string]string{}
		for name, shape := range all {
			file := map[bool]string{true: first, false: second}[strings.Contains(name, "mlp")]
			f.shards[file][name], index[name] = shape, file
		}
		text, err := json.Marshal(map[string]any{"weight_map": index})
		if err != nil {
			t.Fatal(err)
		}
		f.more[container[1]], f.more[layout.TokenizerFile] = string(text), "{}"
		c := opened(t, f.write(t))
		files, err := c.Files()
		if err != nil || len(files) != 1 || string(files[layout.TokenizerFile]) != "{}" {
			t.Errorf("files are %v, %v", files, err)
		}
		for _, spec := range c.Config().Tensors() {
			if _, err := c.Floats(spec); err != nil {
				t.Error(err)
			}
		}
	}
	opened(t, filepath.Join(one(llamaConfig, "", llamaShapes).write(t), weightsFile)) // a file alone
}

func TestErrors(t *testing.T) {
	llama := func(change func(f *folder)) *folder {
		f := one(llamaConfig, "model.", llamaShapes)
		change(f)
		return f
	}
	config := func(old, replacement string) *folder {
		return llama(func(f *folder) { f.config = replaced(f.config, old, replacement) })
	}
	for name, test := range map[string]struct {
		f    *folder
		kind error
		says string
	}{
		"architecture": {config(`"llama"`, `"gemma3"`), ErrUnsupported, `"gemma3"; supported: gpt2, llama, qwen2, qwen3`},
		"not JSON":     {config(`{`, ``), ErrFile, configFile},
		"bias":         {config(`{`, `{"attention_bias":true,`), ErrUnsupported, "attention_bias"},
		"mlp bias":     {config(`{`, `{"mlp_bias":true,`), ErrUnsupported, "mlp_bias"},
		"window":       {config(`{`, `{"use_sliding_window":true,`), ErrUnsupported, "use_sliding_window"},
		"yarn":         {config(`{`, `{"rope_scaling":{"type":"yarn"},`), ErrUnsupported, `"yarn"`},
		"activation":   {config(`"silu"`, `"relu"`), ErrUnsupported, `"relu"`},
		"no layers":    {config(`"num_hidden_layers":1`, `"num_hidden_layers":0`), ErrFile, "n_layer is 0"},
		"many layers":  {config(`"num_hidden_layers":1`, `"num_hidden_layers":2`), ErrFile, "model.layers.1.input_layernorm.weight is missing"},
		"other width":  {config(`"intermediate_size":12`, `"intermediate_size":16`), ErrFile, "want [16 8] by config.json"},
		"extra": {llama(func(f *folder) { f.shards[weightsFile]["model.vision.weight"] = []int{1} }), ErrUnsupported,
			`"model.vision.weight"`},
		"shard elsewhere": {llama(func(f *folder) { f.more[indexFile] = `{"weight_map":{"a":"../b.safetensors"}}` }), ErrFile,
			"not the name of a file"},
		"no shards": {llama(func(f *folder) { f.more[indexFile] = `{}` }), ErrFile, "names 0 files"},
		"numbers": {llama(func(f *folder) {
			whole := string(safetensorsFile(t, f.shards[weightsFile]))
			f.more[weightsFile], f.shards = strings.ReplaceAll(whole, `"F32"`, `"F64"`), nil
		}), ErrUnsupported, `numbers of type "F64"; supported: BF16, F16, F32`},
		"twice": {llama(func(f *folder) {
			f.shards["b.safetensors"] = map[string][]int{"model.norm.weight": {8}}
			f.more[indexFile] = fmt.Sprintf(`{"weight_map":{"a":%q,"b":"b.safetensors"}}`, weightsFile)
		}), ErrFile, "in another file, too"},
	} {
		_, err := Open(test.f.write(t))
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, test.kind, test.says)
		}
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(),
		"no model.safetensors, model.safetensors.index.json, pytorch_model.bin or pytorch_model.bin.index.json") {
		t.Errorf("an empty folder: %v", err)
	}
	odd := one(replaced(gpt2Config, "gelu_new", "relu"), "transformer.", gpt2Shapes)
	if _, err := Open(odd.write(t)); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "relu") {
		t.Errorf("GPT-2 with relu: %v", err)
	}
}

// FuzzConfig reads any config.json: it may be refused, but what is accepted must have a schema of bounded size.
func FuzzConfig(f *testing.F) {
	for _, config := range []string{gpt2Config, llamaConfig, replaced(llamaConfig, "llama", "qwen3")} {
		f.Add([]byte(config))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, c, err := parseConfig(data, func(family, string) bool { return true })
		if err == nil && len(c.Tensors()) == 0 {
			t.Errorf("%+v was accepted but has no tensors", c)
		}
	})
}
