package formats

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// TestStateDict imports a folder that transformers and torch.save made, and compares every logit with PyTorch's; see
// huggingface/testdata/gpt2.py.
func TestStateDict(t *testing.T) {
	const folder, tolerance = "huggingface/testdata/gpt2", 1e-4
	var want struct {
		Prompt []int
		Logits [][]float32
	}
	data, err := os.ReadFile(folder + "/logits.json")
	if err == nil {
		err = json.Unmarshal(data, &want)
	}
	if err != nil || len(want.Prompt) == 0 || len(want.Logits) != len(want.Prompt) {
		t.Fatalf("%d tokens, %d rows of logits, %v", len(want.Prompt), len(want.Logits), err)
	}
	model := importedExactly(t, folder)
	session, got, worst := model.NewSession(), make([]float32, model.Config().VocabSize), 0.0
	for at, token := range want.Prompt {
		if err := session.Step(token); err != nil {
			t.Fatal(err)
		}
		if err := session.Logits(got); err != nil {
			t.Fatal(err)
		}
		for id, v := range got {
			difference := math.Abs(float64(v) - float64(want.Logits[at][id]))
			if worst = max(worst, difference); !(difference <= tolerance) {
				t.Fatalf("position %d: logit %d is %v, want %v", at, id, v, want.Logits[at][id])
			}
		}
	}
	t.Logf("largest difference of a logit: %.2g", worst)
}

// importedExactly imports a model without loss.
func importedExactly(t *testing.T, path string) *runtime.Model {
	t.Helper()
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	dir := t.TempDir()
	exact := quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}
	if _, err := Import(t.Context(), c, dir, Options{Name: "imported", Formats: exact}); err != nil {
		t.Fatal(err)
	}
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	model, err := runtime.Open(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	return model
}
