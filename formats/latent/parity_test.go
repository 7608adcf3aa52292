package latent_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/latent"
	"github.com/coconut-page/coconut/formats/safetensors"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// fixtures are the folders that ../testdata/latent.py writes, and the kinds of their checkpoints.
var fixtures = map[string]string{
	"coconut-gpt2": "coconut", "coconut-llama": "coconut", "codi-gpt2": "codi", "codi-llama": "codi",
	"sim-cot-gpt2": "sim-cot", "sim-cot-codi": "sim-cot", "latenttts-coconut": "latenttts", "latenttts-codi": "latenttts",
}

const testdata = "../testdata/latent"

// source is what somebody would give to import a fixture.
func source(t testing.TB, name string) (path string, o latent.Options) {
	t.Helper()
	path = filepath.Join(testdata, name)
	if _, err := os.Stat(filepath.Join(path, "base")); err == nil {
		o.Config, o.Tokenizer = filepath.Join(path, "base", "config.json"), filepath.Join(path, "base", "tokenizer.json")
	}
	if _, err := os.Stat(filepath.Join(path, "model.safetensors")); err != nil && goruntime.GOOS == "js" {
		t.Skip("programs in browsers do not read PyTorch's files")
	}
	files, err := filepath.Glob(filepath.Join(path, "checkpoint_*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 1 {
		path = files[0]
	}
	return path, o
}

// imported imports a checkpoint in a number format.
func imported(t testing.TB, path string, o latent.Options, kind string, f quant.Formats) *completion.Model {
	t.Helper()
	c, err := latent.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.Kind() != kind {
		t.Errorf("%s is recognised as %q, want %q", path, c.Kind(), kind)
	}
	for _, note := range c.Notes() {
		t.Log(note)
	}
	dir := t.TempDir()
	if _, err := formats.Import(t.Context(), c, dir, formats.Options{Name: "imported", Formats: f}); err != nil {
		t.Fatal(err)
	}
	model, err := completion.Open(t.Context(), weights.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// exact are number formats that lose nothing.
var exact = quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}

// tested is what the authors' code did with a question.
type tested struct {
	Question        string
	Thoughts        int
	Prompt, Written []int
	logits          []float32 // [thoughts + 2, vocabulary]
}

func cases(t testing.TB, name string) (all []tested) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, name, "cases.json"))
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil || len(all) < 4 {
		t.Fatalf("%d cases, %v", len(all), err)
	}
	file, err := os.Open(filepath.Join(testdata, name, "logits.safetensors"))
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
	for n := range all {
		if all[n].logits, err = r.Floats(strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestParity compares every kind with its authors' code: all logits after the start token, each thought and the end
// token, and the tokens that are written.
func TestParity(t *testing.T) {
	for name, kind := range fixtures {
		t.Run(name, func(t *testing.T) {
			path, o := source(t, name)
			model := imported(t, path, o, kind, exact)
			worst := 0.0
			for _, c := range cases(t, name) {
				worst = max(worst, requireLogits(t, model, c))
				requireWritten(t, model, c)
			}
			t.Logf("largest difference of a logit: %.2g", worst)
		})
	}
}

// requireLogits thinks without the help of package completion, and returns the largest difference of a logit.
func requireLogits(t *testing.T, model *completion.Model, c tested) (worst float64) {
	t.Helper()
	const tolerance = 1e-4
	l, session := model.Runtime().Config().Latent, model.Runtime().NewSession()
	steps := []func() error{func() error { return session.Prefill(c.Prompt) }}
	for range c.Thoughts {
		steps = append(steps, session.Think)
	}
	steps = append(steps, func() error { return session.Prefill(l.End) })
	got := make([]float32, model.Runtime().Config().VocabSize)
	if len(c.logits) != len(steps)*len(got) {
		t.Fatalf("%d logits, want %d for each of %d steps", len(c.logits), len(got), len(steps))
	}
	for n, step := range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		if err := session.Logits(got); err != nil {
			t.Fatal(err)
		}
		for id, v := range got {
			difference := math.Abs(float64(v) - float64(c.logits[n*len(got)+id]))
			if worst = max(worst, difference); !(difference <= tolerance) {
				t.Fatalf("%d thoughts, step %d: logit %d is %v, want %v", c.Thoughts, n, id, v, c.logits[n*len(got)+id])
			}
		}
	}
	return worst
}

// requireWritten asks the question.
func requireWritten(t *testing.T, model *completion.Model, c tested) {
	t.Helper()
	o := completion.ReasonOptions{Thoughts: c.Thoughts, MaxTokens: len(c.Written)}
	r, err := model.Reason(t.Context(), c.Question, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.PromptIDs, c.Prompt) {
		t.Errorf("%q is read as %v, want %v", c.Question, r.PromptIDs, c.Prompt)
	}
	if !slices.Equal(r.IDs, c.Written) || r.Thoughts != c.Thoughts {
		t.Errorf("%q: %d thoughts, %v; want %d, %v", c.Question, r.Thoughts, r.IDs, c.Thoughts, c.Written)
	}
}
