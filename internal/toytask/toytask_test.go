package toytask_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/internal/toytask"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/weights"
)

// register adds the one line to the registry.
func register(t *testing.T) {
	t.Helper()
	usual := registry.All
	t.Cleanup(func() { registry.All = usual })
	registry.All = append(slices.Clone(usual), toytask.Task{})
}

// model writes a model of the task with random weights.
func model(t *testing.T) string {
	t.Helper()
	tok, err := tokenizer.NewWordLevel(tokenizer.Special(), toytask.Words, nil)
	if err != nil {
		t.Fatal(err)
	}
	config := runtime.Config{
		ModelType: runtime.ModelLlama, VocabSize: tok.VocabSize(), MaxPositions: 64, Width: 32, Layers: 2, Heads: 4,
		KVHeads: 2, Inner: 64,
		LayerNormEpsilon: 1e-5, Position: runtime.PositionRotary, RotaryBase: 1e4,
		Task: toytask.Name, Method: runtime.MethodCoconut, Thoughts: 2, MaxNewTokens: 4,
	}
	data, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	p := weights.Package{Name: "toy", Config: data, Compression: weights.Gzip,
		Files: map[string][]byte{"tokenizer.json": tok.JSON()}}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, spec := range config.Tensors() {
		size := 1
		for _, n := range spec.Shape {
			size *= n
		}
		values := make([]float32, size)
		for i := range values {
			values[i] = float32(rng.NormFloat64() / 4)
		}
		if !spec.Role.Matrix() {
			p.Tensors = append(p.Tensors, weights.FromFloat32s(spec.Name, values, spec.Shape...))
			continue
		}
		parts, _, err := quant.DefaultFormats.Tensors(spec, values)
		if err != nil {
			t.Fatal(err)
		}
		p.Tensors = append(p.Tensors, parts...)
	}
	dir := t.TempDir()
	if _, err := weights.Write(dir, p); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestANewTask shows that a task is one folder and one line: a model of it is opened, asked, judged and traced, and its
// questions are made and read with those of all tasks.
func TestANewTask(t *testing.T) {
	dir := model(t)
	if _, err := coconut.Open(t.Context(), os.DirFS(dir)); err == nil {
		t.Fatal("the task is known before it is registered")
	}
	register(t)
	m, err := coconut.Open(t.Context(), os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	res, err := m.Answer(t.Context(), "2 plus 3?")
	if err != nil {
		t.Fatal(err)
	}
	if res.Expected != "5" || res.Thoughts != 2 ||
		!slices.Contains([]string{tasks.Right, tasks.Wrong, tasks.Malformed}, res.Verdict) {
		t.Errorf("the answer: %+v", res)
	}
	if _, err := m.Answer(t.Context(), "Every cat is a pet."); err == nil {
		t.Error("a question of another task is answered")
	}

	k, ok := registry.FindKind(toytask.Name)
	if !ok || k.Label != "Sums" {
		t.Fatalf("the kind %+v, %v", k, ok)
	}
	text, err := k.Question(7)
	if err != nil {
		t.Fatal(err)
	}
	task, q, problems := registry.Read(text)
	if q == nil || task.Name() != toytask.Name || len(problems) > 0 {
		t.Errorf("%q is read as %v of %s, %v", text, q, task.Name(), problems)
	}
	if task, _, problems := registry.Read("2 plus many?"); task.Name() != toytask.Name || len(problems) != 1 {
		t.Errorf("an unreadable sum is taken for %s, %v", task.Name(), problems)
	}
}
