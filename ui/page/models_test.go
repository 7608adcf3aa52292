package page

import (
	"testing"

	"github.com/coconut-page/coconut/engine"
)

// TestModelsOf: one model of each method races, in the methods' order, and none of another task.
func TestModelsOf(t *testing.T) {
	s := &State{}
	s.Info.Models = []engine.ModelInfo{
		{Name: "arithmetic-coconut", Task: "arithmetic", Method: "coconut"},
		{Name: "prosqa-cot", Task: "prosqa", Method: "cot"},
		{Name: "prosqa-thinker", Task: "prosqa", Method: "coconut"},
		{Name: "prosqa-thinker-deep", Task: "prosqa", Method: "coconut"},
		{Name: "prosqa-unknown", Task: "prosqa", Method: "magic"},
	}
	var names string
	for _, m := range s.ModelsOf("prosqa") {
		names += m.Name + " "
	}
	if names != "prosqa-thinker prosqa-cot " {
		t.Errorf("the models are %q", names)
	}
}
