package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// latentFixture is a folder that formats/testdata/latent.py writes.
func latentFixture(name string) string {
	return filepath.Join("..", "..", "formats", "testdata", "latent", name)
}

// latentImport is the command line that imports one.
func latentImport(t *testing.T, name, weights, out string, more ...string) []string {
	t.Helper()
	folder := latentFixture(name)
	args := []string{"import", filepath.Join(folder, weights), "--out", out}
	if base := filepath.Join(folder, "base"); weights != "" || exists(base) {
		args = append(args, "--config", filepath.Join(base, "config.json"), "--tokenizer",
			filepath.Join(base, "tokenizer.json"))
	}
	return append(args, more...)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestImportLatent imports a checkpoint of each kind and asks it what its authors' code was asked.
func TestImportLatent(t *testing.T) {
	for _, c := range []struct{ name, weights, kind, note string }{
		{"coconut-gpt2", "checkpoint_6", "coconut", "the input embedding, which is there twice"},
		{"coconut-llama", "checkpoint_6", "coconut", "added to the tokenizer"},
		{"codi-gpt2", "", "codi", "merged LoRA of rank 8 into 8 matrices"},
		{"codi-llama", "", "codi", "the embedding is missing, and taken from the head"},
		{"sim-cot-gpt2", "checkpoint_10", "sim-cot", "left out 17 tensors"},
		{"sim-cot-codi", "", "sim-cot", "left out 19 tensors"},
		{"latenttts-coconut", "", "latenttts", ""},
		{"latenttts-codi", "", "latenttts", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "model")
			i := jsonOf[importation](t, latentImport(t, c.name, c.weights, out, "--thoughts", "3", "--format", "float32",
				"--embeddings", "float32", "--json")...)
			if i.Latent != c.kind || i.Config.Thoughts != 3 || !strings.Contains(strings.Join(i.Notes, "\n"), c.note) ||
				strings.Contains(strings.Join(i.Notes, "\n"), "guessed: as many") {
				t.Errorf("import says %+v", i)
			}
			requireAnswers(t, c.name, out)
		})
	}
}

// requireAnswers compares what a model writes with what its authors' code did, by `coconut ask`.
func requireAnswers(t *testing.T, name, model string) {
	t.Helper()
	var cases []struct {
		Question        string
		Thoughts        int
		Prompt, Written []int
	}
	data, err := os.ReadFile(filepath.Join(latentFixture(name), "cases.json"))
	if err == nil {
		err = json.Unmarshal(data, &cases)
	}
	if err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		if c.Thoughts != 3 {
			continue
		}
		a := jsonOf[asked](t, "ask", "--model", model, "--max-tokens", "12", "--top", "2", "--json", c.Question)
		if !slices.Equal(a.PromptIDs, c.Prompt) || !slices.Equal(a.IDs, c.Written) || a.Thoughts != 3 {
			t.Errorf("%q: %v after %v with %d thoughts, want %v after %v with 3", c.Question, a.IDs, a.PromptIDs, a.Thoughts,
				c.Written, c.Prompt)
		}
		if len(a.Steps) < 6 || len(a.Steps[1].Top) != 2 || a.Steps[1].Kind != "thought" {
			t.Errorf("%q: the steps are %+v", c.Question, a.Steps)
		}
	}
}

// TestAskLatent asks for people, in the default number format.
func TestAskLatent(t *testing.T) {
	out := filepath.Join(t.TempDir(), "model")
	text, err := command(t, latentImport(t, "codi-gpt2", "", out)...)
	if err != nil || !strings.Contains(text, "latent reasoner of kind codi: 6 thoughts, projected") ||
		!strings.Contains(text, "6 thoughts are guessed") {
		t.Errorf("import says %q, %v", text, err)
	}
	text, err = command(t, "ask", "--model", out, "--max-tokens", "5", "--thoughts", "2", "How many?")
	if err != nil || !strings.Contains(text, "thought 2 ") || strings.Contains(text, "thought 3 ") ||
		!strings.Contains(text, "was trained to take 6 thoughts") ||
		!strings.Contains(text, "model (codi), 2 thoughts, 9 prompt tokens, 5 generated") {
		t.Errorf("ask says %q, %v", text, err)
	}
	for _, c := range []struct{ args, says string }{
		{"--trace", "--trace has no effect"}, {"--stop-early", "--stop-early has no effect"},
		{"--seed 3", "--seed has no effect"}, {"--hidden", "--hidden has no effect"}, {"--template x", "no {question}"},
	} {
		args := append([]string{"ask", "--model", out}, append(strings.Fields(c.args), "How many?")...)
		if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("ask %s: %v, want that %s", c.args, err, c.says)
		}
	}
	a := jsonOf[asked](t, "ask", "--model", out, "--max-tokens", "5", "--temperature", "2", "--seed", "3", "--hidden",
		"--json", "How many?")
	if a.Seed == nil || *a.Seed != 3 || len(a.Steps[0].Hidden) != 32 {
		t.Errorf("ask says %+v", a)
	}
}

// TestLatentErrors gives options that do not fit the source.
func TestLatentErrors(t *testing.T) {
	out := filepath.Join(t.TempDir(), "model")
	plain, gguf := filepath.Join("..", "..", "formats", "testdata", "pytorch", "gpt2"), toymodel.Write(t, toymodel.Endless)
	for says, args := range map[string][]string{
		"--latent has no effect with this source":     {"import", gguf, "--out", out, "--latent", "coconut"},
		"--thoughts has no effect with this source":   {"import", plain, "--out", out, "--thoughts", "2"},
		"--lora-alpha has no effect with this source": {"import", plain, "--out", out, "--lora-alpha", "2"},
		"--thoughts has no effect with --latent none": {"import", plain, "--out", out, "--latent", "none", "--thoughts", "2"},
		`--latent is "colar"; want coconut, `:         {"import", plain, "--out", out, "--latent", "colar"},
		"not those of kind sim-cot":                   {"import", plain, "--out", out, "--latent", "sim-cot"},
		"transformer.wte.weight is missing":           latentImport(t, "coconut-gpt2", "checkpoint_6", out, "--latent", "none"),
	} {
		_, err := command(t, args...)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("coconut %q: %v; want %q", args, err, says)
		}
		if exists(out) {
			t.Fatalf("coconut %q has left %s", args, out)
		}
	}
	if _, err := command(t, "ask", "--model", out, "Q"); !errors.As(err, new(*noModelError)) {
		t.Errorf("a model that is not there: %v", err)
	}
}

// TestImportLatentHub imports a checkpoint from a hub that has no config.json for it, as people publish them.
func TestImportLatentHub(t *testing.T) {
	weights, err := os.ReadFile(filepath.Join(latentFixture("codi-gpt2"), "pytorch_model.bin"))
	if err != nil {
		t.Fatal(err)
	}
	out, base := filepath.Join(t.TempDir(), "model"), filepath.Join(latentFixture("codi-gpt2"), "base")
	files := map[string]string{"pytorch_model.bin": string(weights), "adapter_config.json": `{"lora_alpha": 32}`}
	serveHub(t, files)
	for _, config := range []string{"", "{}"} {
		if files["config.json"] = config; config == "" {
			delete(files, "config.json")
		}
		if _, err := command(t, "import", "hf:owner/tiny", "--out", out); err == nil ||
			!strings.Contains(err.Error(), "--config FILE") || strings.Contains(err.Error(), "hf:hf:") {
			t.Errorf("with the config %q: %v, want what to do", config, err)
		}
	}
	for _, source := range []string{"hf:owner/tiny", "hf:owner/tiny/pytorch_model.bin"} {
		i := jsonOf[importation](t, "import", source, "--out", out, "--config", filepath.Join(base, "config.json"),
			"--tokenizer", filepath.Join(base, "tokenizer.json"))
		if i.Latent != "codi" || !strings.Contains(strings.Join(i.Notes, "\n"), "with alpha 32 (as in adapter_config.json)") {
			t.Errorf("import of %s says %+v", source, i)
		}
	}
}
