package formats

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/coconut-page/coconut/formats/safetensors"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// exact are number formats that lose nothing.
var exact = quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}

// fixtures are the folders that testdata/pytorch.py writes.
func fixtures(t *testing.T) []string {
	t.Helper()
	folders, err := filepath.Glob("testdata/pytorch/*")
	if err != nil || len(folders) < 8 {
		t.Fatalf("%d folders in testdata/pytorch (%v), want one for each variant", len(folders), err)
	}
	return folders
}

// imported imports a file or folder into a new folder, exactly.
func imported(t *testing.T, path string) string {
	t.Helper()
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	dir := t.TempDir()
	if _, err := Import(t.Context(), c, dir, Options{Name: "imported", Formats: exact}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestPyTorch compares every logit of every position with that of PyTorch.
func TestPyTorch(t *testing.T) {
	for _, folder := range fixtures(t) {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			store, err := weights.Open(t.Context(), weights.Dir(imported(t, folder)))
			if err != nil {
				t.Fatal(err)
			}
			model, err := runtime.Open(t.Context(), store, nil)
			if err != nil {
				t.Fatal(err)
			}
			requirePyTorch(t, model, folder)
		})
	}
}

// requirePyTorch compares a model's logits with those in one of the folders.
func requirePyTorch(t *testing.T, model *runtime.Model, folder string) {
	t.Helper()
	const tolerance = 1e-4
	worst := 0.0
	for n, prompt := range prompts(t, folder) {
		want := pyTorchLogits(t, folder, n)
		got := make([]float32, model.Config().VocabSize)
		if len(want) != len(prompt)*len(got) {
			t.Fatalf("prompt %d has %d logits, want %d for each of %d tokens", n, len(want), len(got), len(prompt))
		}
		session := model.NewSession()
		for at, token := range prompt {
			if err := session.Step(token); err != nil {
				t.Fatal(err)
			}
			if err := session.Logits(got); err != nil {
				t.Fatal(err)
			}
			for id, v := range got {
				difference := math.Abs(float64(v) - float64(want[at*len(got)+id]))
				if worst = max(worst, difference); !(difference <= tolerance) {
					t.Fatalf("prompt %d, position %d: logit %d is %v, want %v", n, at, id, v, want[at*len(got)+id])
				}
			}
		}
	}
	t.Logf("largest difference of a logit: %.2g", worst)
}

func prompts(t *testing.T, folder string) (all [][]int) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "prompts.json"))
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil || len(all) == 0 {
		t.Fatalf("%d prompts, %v", len(all), err)
	}
	return all
}

// pyTorchLogits are [tokens, vocabulary] of a prompt.
func pyTorchLogits(t *testing.T, folder string, prompt int) []float32 {
	t.Helper()
	file, err := os.Open(filepath.Join(folder, "logits.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := safetensors.NewReader(file, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	values, err := r.Floats(strconv.Itoa(prompt))
	if err != nil {
		t.Fatal(err)
	}
	return values
}
