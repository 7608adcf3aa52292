package train

import (
	"context"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

var update = flag.Bool("update", false, "write the golden file again")

const (
	shippedModel = "../weights/models/prosqa-coconut"
	goldenFile   = "../runtime/testdata/golden_prosqa.json"
	// goldenTolerance is how far the runtime's float32 path may be from the trainer: both sum in float32, in different
	// orders.
	goldenTolerance = 1e-4
)

// questions draws n questions that no recipe's seed produces.
func questions(n int) []string {
	gen := prosqa.NewGenerator(20261123)
	texts := make([]string, n)
	for i := range texts {
		texts[i] = gen.Next().Question
	}
	return texts
}

// TestGolden compares the runtime with the trainer's forward pass on 20 questions, and that pass with the checked-in
// golden file, which the runtime's tests use where no trainer runs. -update writes the file.
func TestGolden(t *testing.T) {
	if _, err := os.Stat(filepath.Join(shippedModel, weights.ManifestName)); err != nil {
		t.Skipf("no shipped model: %v", err)
	}
	computed, err := Goldens(t.Context(), shippedModel, questions(20))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		data, err := json.Marshal(computed)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenFile, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var stored []Golden
	if err := json.Unmarshal(data, &stored); err != nil {
		t.Fatal(err)
	}
	if len(stored) != len(computed) {
		t.Fatalf("the golden file has %d questions, want %d", len(stored), len(computed))
	}
	for i, g := range computed {
		requireClose(t, "stored logits", stored[i].Logits, g.Logits)
	}
	m := loadFloat32(t, shippedModel)
	for _, g := range computed {
		compareRuntime(t, m, g)
	}
}

func loadFloat32(t *testing.T, folder string) *runtime.Model {
	t.Helper()
	store, err := weights.Open(context.Background(), weights.Dir(folder))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		t.Fatal(err)
	}
	w, err := store.Load(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := runtime.NewModel(cfg, w)
	if err != nil {
		t.Fatal(err)
	}
	return m.Dequantized()
}

func compareRuntime(t *testing.T, m *runtime.Model, g Golden) {
	t.Helper()
	s := m.NewSession()
	v, err := newVocabulary(prosqaTokens())
	if err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(s.Prefill(g.Prompt))
	check(s.Step(int(v.bot)))
	requireClose(t, "hidden state at <bot>", s.Hidden(), g.Hidden[0])
	for k := 1; k <= m.Config().Thoughts; k++ {
		check(s.Think())
		requireClose(t, "hidden state of a thought", s.Hidden(), g.Hidden[k])
	}
	check(s.Step(int(v.word("<eot>"))))
	requireClose(t, "hidden state at <eot>", s.Hidden(), g.Hidden[len(g.Hidden)-1])
	logits := make([]float32, m.Config().VocabSize)
	check(s.Logits(logits))
	requireClose(t, "logits", logits, g.Logits)
}

func requireClose(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if diff := math.Abs(float64(got[i] - want[i])); diff > goldenTolerance*max(1, math.Abs(float64(want[i]))) {
			t.Fatalf("%s: value %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}
