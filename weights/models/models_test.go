package models_test

import (
	"io/fs"
	"testing"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights/models"
)

// TestModels opens every model, whole, and asks it a question.
func TestModels(t *testing.T) {
	for name, c := range map[string]struct {
		folder           fs.FS
		question, answer string
	}{
		"prosqa-coconut": {models.ProsQACoconut(),
			"Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?", "Tom is a pet."},
		"prontoqa-coconut": {models.ProntoQACoconut(),
			"Tumpuses are happy. Alex is a tumpus. True or false: Alex is happy.", "True"},
	} {
		model, err := coconut.Open(t.Context(), c.folder)
		if err != nil {
			t.Fatal(err)
		}
		defer model.Close()
		if err := model.Wait(); err != nil || model.Info().Name != name {
			t.Errorf("%s: %q, %v", name, model.Info().Name, err)
		}
		if result, err := model.Answer(t.Context(), c.question); err != nil || result.Answer != c.answer {
			t.Errorf("%s answers %+v, %v", name, result, err)
		}
	}
}
