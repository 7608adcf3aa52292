package train

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// arithmeticModel is the shipped model of word problems.
const arithmeticModel = "../weights/models/arithmetic-coconut"

// TestGoldenArithmetic compares the runtime with the trainer's forward pass on word problems in the model's words:
// facts of two lengths, and more thoughts than ProsQA has.
func TestGoldenArithmetic(t *testing.T) {
	if _, err := os.Stat(filepath.Join(arithmeticModel, weights.ManifestName)); err != nil {
		t.Skipf("no shipped model: %v", err)
	}
	computed, err := Goldens(t.Context(), arithmeticModel, []string{
		"Ann 4 . Ben Ann . Ben plus3 . Cleo Ben . Cleo times2 . Dan 9 . Cleo ?",
		"Wes Uma . Wes minus20 . Uma 40 . Ada 0 . Wes ?",
	})
	if err != nil {
		t.Fatal(err)
	}
	m := loadFloat32(t, arithmeticModel)
	for _, g := range computed {
		compareRuntime(t, m, g)
	}
}
