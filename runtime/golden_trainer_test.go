package runtime_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/weights"
)

// golden is one question of testdata/golden_prosqa.json, which the trainer's forward pass computed (train.Golden).
type golden struct {
	Question string      `json:"question"`
	Prompt   []int       `json:"prompt"`
	Hidden   [][]float32 `json:"hidden"`
	Logits   []float32   `json:"logits"`
}

// TestMatchesTrainer compares the float32 path of the shipped model with the trainer's forward pass on 20 questions:
// every hidden state and the logits at <eot>, to 1e-4. It needs no trainer, so it runs as WebAssembly too.
func TestMatchesTrainer(t *testing.T) {
	data, err := os.ReadFile("testdata/golden_prosqa.json")
	if err != nil {
		t.Fatal(err)
	}
	var goldens []golden
	if err := json.Unmarshal(data, &goldens); err != nil {
		t.Fatal(err)
	}
	if len(goldens) != 20 {
		t.Fatalf("%d questions, want 20", len(goldens))
	}
	m, tok := loadShipped(t)
	for _, g := range goldens {
		prompt, err := tok.Encode(g.Question)
		if err != nil {
			t.Fatal(err)
		}
		s := m.NewSession()
		bot, _ := tok.ID("<bot>")
		eot, _ := tok.ID("<eot>")
		steps := []func() error{func() error { return s.Step(bot) }}
		for range m.Config().Thoughts {
			steps = append(steps, s.Think)
		}
		steps = append(steps, func() error { return s.Step(eot) })
		if err := s.Prefill(prompt); err != nil {
			t.Fatal(err)
		}
		for i, step := range steps {
			if err := step(); err != nil {
				t.Fatal(err)
			}
			near(t, "hidden state", s.Hidden(), g.Hidden[i])
		}
		logits := make([]float32, m.Config().VocabSize)
		if err := s.Logits(logits); err != nil {
			t.Fatal(err)
		}
		near(t, "logits", logits, g.Logits)
	}
}

// loadShipped loads the shipped ProsQA model on the float32 path.
func loadShipped(t *testing.T) (*runtime.Model, *tokenizer.Tokenizer) {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.FS(os.DirFS("../weights/models/prosqa-coconut")))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		t.Fatal(err)
	}
	w, err := store.Load(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := runtime.NewModel(cfg, w)
	if err != nil {
		t.Fatal(err)
	}
	file, err := store.File(t.Context(), "tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	tok, err := tokenizer.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return m.Dequantized(), tok
}

// near allows 1e-4, relative for values beyond 1: both sides sum in float32, in different orders.
func near(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if diff := math.Abs(float64(got[i] - want[i])); diff > 1e-4*max(1, math.Abs(float64(want[i]))) {
			t.Fatalf("%s: value %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}
