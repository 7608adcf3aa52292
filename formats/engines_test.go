package formats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/weights"
)

// The scripts that ask another engine for its logits.
const (
	llamaCPPScript     = "../tools/logitparity/llamacpp.mjs"
	transformersScript = "../tools/logitparity/folder_logits.py"
)

// llamaCPP is the command that asks llama.cpp: with the node_modules folder in COCONUT_LLAMA_CPP, or what make bench
// has installed.
func llamaCPP(t *testing.T) []string {
	t.Helper()
	folder, named := os.LookupEnv("COCONUT_LLAMA_CPP")
	if !named {
		folder = filepath.Join("..", "bench", "node_modules")
	}
	_, err := os.Stat(filepath.Join(folder, "node-llama-cpp"))
	if err == nil {
		_, err = exec.LookPath("node")
	}
	switch {
	case err != nil && named:
		t.Fatalf("COCONUT_LLAMA_CPP: %v", err)
	case err != nil:
		t.Skip("no llama.cpp: run make bench once, or set COCONUT_LLAMA_CPP to a node_modules folder with " +
			"node-llama-cpp@3.22.1 and @node-llama-cpp/linux-x64@3.22.1, installed with npm's --ignore-scripts")
	}
	return []string{"node", llamaCPPScript, folder}
}

// transformers is the command that asks transformers: with the Python in COCONUT_PYTHON.
func transformers(t *testing.T) []string {
	t.Helper()
	python := os.Getenv("COCONUT_PYTHON")
	if python == "" {
		t.Skip("COCONUT_PYTHON is not set: want a Python with torch and transformers; tools/logitparity/run.sh makes one")
	}
	return []string{python, transformersScript}
}

// realModel is the folder of a real model, and prompts for it.
func realModel(t *testing.T) (dir string, prompts [][]int) {
	t.Helper()
	dir = os.Getenv("COCONUT_SMOLLM2")
	if dir == "" {
		t.Skip("COCONUT_SMOLLM2 is not set: want the folder of SmolLM2-135M-Instruct, imported with --format float32 " +
			"--embeddings float32")
	}
	long := make([]int, 100)
	for i := range long {
		long[i] = (i*7919 + 31) % 40_000
	}
	return dir, [][]int{{0}, {504, 3575, 282, 4649, 314}, {1, 9690, 198, 2683, 359, 253}, {28}, long}
}

// withWords is a checkpoint with a tokenizer: node-llama-cpp does not run a model without one.
type withWords struct{ Checkpoint }

// Files implements Checkpoint.
func (w withWords) Files() (map[string][]byte, error) {
	words := make([]string, w.Config().VocabSize-2)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", i)
	}
	t, err := tokenizer.NewWordLevel([]string{"<unk>", tokenizer.Eos}, words, nil)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{"tokenizer.json": t.JSON()}, nil
}

// TestLlamaCPP exports every variant whose GELU llama.cpp has, and compares the logits. llama.cpp looks GELU up in a
// table of float16.
func TestLlamaCPP(t *testing.T) {
	command := llamaCPP(t)
	for _, folder := range fixtures(t) {
		if strings.Contains(folder, "gelu") {
			continue
		}
		t.Run(filepath.Base(folder), func(t *testing.T) {
			tolerance := 1e-4
			if strings.Contains(folder, "gpt2") {
				tolerance = 5e-3
			}
			requireEngine(t, command, folder, "gguf", tolerance)
		})
	}
}

// TestLlamaCPPReal does so of a real model. Where weights are float16, llama.cpp rounds what it multiplies them with.
func TestLlamaCPPReal(t *testing.T) {
	command := llamaCPP(t)
	dir, prompts := realModel(t)
	for kind, tolerance := range map[string]float64{"f32": 2e-3, "f16": 0.1} {
		t.Run(kind, func(t *testing.T) {
			file, _ := exported(t, dir, ExportOptions{Name: "smollm2", Format: "gguf", Type: kind})
			requireLogits(t, dir, prompts, append(command, file), tolerance)
		})
	}
}

// TestTransformers exports every variant as a folder, and compares the logits of transformers.
func TestTransformers(t *testing.T) {
	command := transformers(t)
	for _, folder := range fixtures(t) {
		t.Run(filepath.Base(folder), func(t *testing.T) { requireEngine(t, command, folder, "safetensors", 1e-4) })
	}
}

// TestTransformersReal does so of a real model.
func TestTransformersReal(t *testing.T) {
	command := transformers(t)
	dir, prompts := realModel(t)
	folder, _ := exported(t, dir, ExportOptions{Format: "safetensors"})
	requireLogits(t, dir, prompts, append(command, folder), 2e-3)
}

// requireEngine exports one of the fixtures, and compares the logits of another engine with ours.
func requireEngine(t *testing.T, command []string, folder, format string, tolerance float64) {
	t.Helper()
	source, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	out := filepath.Join(t.TempDir(), "exported")
	if _, err := Export(t.Context(), withWords{source}, out, ExportOptions{Name: "m", Format: format}); err != nil {
		t.Fatal(err)
	}
	requireLogits(t, imported(t, folder), prompts(t, folder), append(command, out), tolerance)
}

// requireLogits compares a model folder's logits after each prompt with those of another engine.
func requireLogits(t *testing.T, dir string, prompts [][]int, command []string, tolerance float64) {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	model, err := runtime.Open(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	worst, got := 0.0, make([]float32, model.Config().VocabSize)
	for n, want := range ask(t, command, prompts) {
		session := model.NewSession()
		if err := session.Prefill(prompts[n]); err != nil {
			t.Fatal(err)
		}
		if err := session.Logits(got); err != nil {
			t.Fatal(err)
		}
		if len(want) != len(got) {
			t.Fatalf("prompt %d: %d logits, want %d", n, len(want), len(got))
		}
		for id, w := range want {
			difference := math.Abs(float64(got[id] - w))
			if worst = max(worst, difference); !(difference <= tolerance) {
				t.Fatalf("prompt %d: logit %d is %v, the other engine says %v", n, id, got[id], w)
			}
		}
	}
	t.Logf("largest difference of a logit: %.2g", worst)
}

// ask gives another engine prompts, and returns its logits after each.
func ask(t *testing.T, command []string, prompts [][]int) (all [][]float32) {
	t.Helper()
	input, err := json.Marshal(prompts)
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &said
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &all)
	}
	if err != nil || len(all) != len(prompts) {
		t.Fatalf("%s: %d answers to %d prompts, %v\n%s", strings.Join(command, " "), len(all), len(prompts), err,
			said.Bytes())
	}
	return all
}
