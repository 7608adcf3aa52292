package main

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// serveHub serves one model by the hub's paths, and its commit.
func serveHub(t *testing.T, files map[string]string) {
	t.Helper()
	const commit = "0123456789abcdef0123456789abcdef01234567"
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/models/owner/tiny/revision/main", func(w http.ResponseWriter, _ *http.Request) {
		var siblings []map[string]any
		for name, data := range files {
			siblings = append(siblings, map[string]any{"rfilename": name, "size": len(data),
				"blobId": fmt.Sprintf("%x", sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(data), data)))})
		}
		if err := json.NewEncoder(w).Encode(map[string]any{"sha": commit, "siblings": siblings}); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /owner/tiny/resolve/"+commit+"/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(files[r.PathValue("name")]))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Setenv("HF_ENDPOINT", server.URL)
	t.Setenv("HF_HOME", t.TempDir())
	for _, name := range []string{"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"} {
		t.Setenv(name, "")
	}
}

// TestImportHub imports a model of a hub, and again without it.
func TestImportHub(t *testing.T) {
	weights, err := os.ReadFile(stateDict(t))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"config.json": gpt2Config, "pytorch_model.bin": string(weights), "README.md": "-"}
	serveHub(t, files)
	out := filepath.Join(t.TempDir(), "tiny")
	for _, offline := range []string{"", "1"} {
		t.Setenv("HF_HUB_OFFLINE", offline)
		i := jsonOf[importation](t, "import", "hf:owner/tiny", "--out", out)
		if i.Config.Width != 16 {
			t.Errorf("import says %+v", i)
		}
	}
	t.Setenv("HF_HUB_OFFLINE", "")
	config := written(t, "config.json", gpt2Config)
	files["config.json"] = `{"model_type":"gemma3"}`
	if _, err := command(t, "import", "hf:owner/tiny", "--out", out); err == nil ||
		!strings.Contains(err.Error(), "gemma3") {
		t.Errorf("a model that cannot be run: %v", err)
	}
	jsonOf[importation](t, "import", "hf:owner/tiny", "--config", config, "--out", out)
	t.Setenv("HF_HUB_OFFLINE", "1")
	for source, says := range map[string]string{"hf:owner": "not in the cache", "hf:": "hf:OWNER/NAME"} {
		if _, err := command(t, "import", source, "--out", out); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("import of %s: %v, want %q", source, err, says)
		}
	}
}

func TestFetchProgress(t *testing.T) {
	var out strings.Builder
	p := &fetchProgress{progressLine{to: &out}}
	p.tell("a", 1, 100)
	p.tell("a", 1, 100)
	p.notify(errNoOut)
	p.tell("a", 100, 100)
	p.tell("b", 2_000_000, 4_000_000)
	p.end()
	p.end()
	want := "\ra: 1 % of 0.0 MB\ncoconut: " + errNoOut.Error() + "\n\ra: 100 % of 0.0 MB\n\rb: 50 % of 4.0 MB\n"
	if out.String() != want {
		t.Errorf("the progress is %q, want %q", out.String(), want)
	}
}

// TestLoggedProgress checks that progress in a log is a few whole lines.
func TestLoggedProgress(t *testing.T) {
	var out strings.Builder
	fetched, converted := &fetchProgress{newProgressLine(&out)}, newPercentage(&out, "c")
	for done := range int64(101) {
		fetched.tell("a", done, 100)
	}
	fetched.end()
	for done := range int64(101) {
		converted.show(done, 100)
	}
	converted.end()
	want := "a: 0 % of 0.0 MB\na: 25 % of 0.0 MB\na: 50 % of 0.0 MB\na: 75 % of 0.0 MB\na: 100 % of 0.0 MB\n" +
		"c: 0 %\nc: 25 %\nc: 50 %\nc: 75 %\nc: 100 %\n"
	if out.String() != want {
		t.Errorf("the progress is %q, want %q", out.String(), want)
	}
}
