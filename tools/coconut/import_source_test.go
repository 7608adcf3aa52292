package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/statedict"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/runtime"
)

const gpt2Config = `{"model_type":"gpt2","vocab_size":5,"n_positions":8,"n_embd":16,"n_layer":1,"n_head":2,"n_inner":32}`

// stateDict writes the weights of a GPT-2 as torch.save does, into a file without an extension.
func stateDict(t *testing.T) string {
	t.Helper()
	var all []statedict.Tensor
	for name, shape := range map[string][]int{
		"wte.weight": {5, 16}, "wpe.weight": {8, 16}, "ln_f.weight": {16}, "ln_f.bias": {16}, "h.0.ln_1.weight": {16},
		"h.0.ln_1.bias": {16}, "h.0.attn.c_attn.weight": {16, 48}, "h.0.attn.c_attn.bias": {48},
		"h.0.attn.c_proj.weight": {16, 16}, "h.0.attn.c_proj.bias": {16}, "h.0.ln_2.weight": {16}, "h.0.ln_2.bias": {16},
		"h.0.mlp.c_fc.weight": {16, 32}, "h.0.mlp.c_fc.bias": {32}, "h.0.mlp.c_proj.weight": {32, 16},
		"h.0.mlp.c_proj.bias": {16},
	} {
		n := 1
		for _, axis := range shape {
			n *= axis
		}
		values := make([]float32, n)
		for i := range values {
			values[i] = float32(i%7) - 3
		}
		all = append(all, statedict.Tensor{Name: "transformer." + name, Shape: shape, Values: values})
	}
	data, err := statedict.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, "checkpoint_3", string(data))
}

// written writes a file into a folder of its own.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImportConfig imports a file that has no config beside it.
func TestImportConfig(t *testing.T) {
	file, out, config := stateDict(t), filepath.Join(t.TempDir(), "tiny"), written(t, "other.json", gpt2Config)
	if _, err := command(t, "import", file, "--out", out); err == nil || !strings.Contains(err.Error(), "--config") {
		t.Errorf("without a config: %v", err)
	}
	i := jsonOf[importation](t, "import", file, "--config", config, "--out", out)
	if i.Config.ModelType != runtime.ModelGPT2 || i.Config.Width != 16 || i.Parameters == 0 {
		t.Errorf("import says %+v", i)
	}
	c := jsonOf[completed](t, "complete", "--model", out, "--prompt-ids", "1,2", "--max-tokens", "2")
	if len(c.IDs) != 2 {
		t.Errorf("%d tokens are written, want 2", len(c.IDs))
	}
	gguf := toymodel.Write(t, toymodel.Endless)
	if _, err := command(t, "import", gguf, "--config", config, "--out", out); err == nil ||
		!strings.Contains(err.Error(), "holds its config") {
		t.Errorf("a config for a GGUF file: %v", err)
	}
}
