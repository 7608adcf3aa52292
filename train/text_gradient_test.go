package train

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/quant"
)

// gradientCase is a case of testdata/gradients.py.
type gradientCase struct {
	Model  string  `json:"model"`
	Method string  `json:"method"`
	LoRA   bool    `json:"lora"`
	Rank   int     `json:"rank"`
	Alpha  float64 `json:"alpha"`
	Texts  []struct {
		Head     []int32 `json:"head"`
		Tail     []int32 `json:"tail"`
		Thoughts int     `json:"thoughts"`
	} `json:"texts"`
	tensors string // the file's name
}

func readGradientCase(t *testing.T, path string) gradientCase {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := gradientCase{tensors: strings.TrimSuffix(path, ".json") + ".safetensors"}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// recipe returns the case's recipe, with atOnce of its three texts in memory together.
func (c *gradientCase) recipe(atOnce int) Recipe {
	r := Recipe{Name: "case", Method: c.Method, PadLatentToMax: true, LearningRate: 1e-3, Beta1: 0.9, Beta2: 0.999,
		Text: &Text{QuestionsPerStep: len(c.Texts), QuestionsAtOnce: atOnce, MaxTokens: 32}}
	stage := Stage{Steps: 1}
	for _, text := range c.Texts {
		stage.Thoughts = max(stage.Thoughts, text.Thoughts)
	}
	r.Stages = []Stage{stage}
	if c.LoRA {
		r.Text.LoRA = &LoRA{Rank: c.Rank, Alpha: c.Alpha}
	}
	return r
}

// batches lays the case's texts out, count at once.
func (c *gradientCase) batches(count int) (batches []*textBatch) {
	supervised := 0
	var all []sequence
	for _, text := range c.Texts {
		all = append(all, sequence{head: text.Head, tail: text.Tail, thoughts: text.Thoughts})
		supervised += len(text.Tail) - 1
	}
	for part := range slices.Chunk(all, count) {
		batches = append(batches, newTextBatch(part, 1/float32(supervised), 5))
	}
	return batches
}

// lessons opens the case's model and puts the case's values into it. It returns the names of what is trained.
func (c *gradientCase) lessons(t *testing.T, atOnce int) (*textLessons, []string) {
	t.Helper()
	folder := filepath.Join("../formats/testdata/pytorch", c.Model)
	recipe := c.recipe(atOnce)
	scope := paramScope
	if c.LoRA {
		scope = frozenScope
	}
	var store *model.Store
	recipe.Model, store = openFixture(t, folder, scope)
	l := &textLessons{store: store, recipe: &recipe, sampler: &textSampler{recipe: &recipe, markers: &markers{pause: 34}}}
	rows := func(spec quant.Spec) string { return strings.TrimSuffix(spec.Name, ".weight") + addedRows }
	var names []string
	for _, spec := range recipe.Model.Tensors() {
		isTable := spec.Role == quant.Embedding || spec.Role == quant.Head
		switch {
		case !c.LoRA:
			names = append(names, spec.Name)
			if isTable && recipe.latents(recipe.Stages[0]) > 0 {
				c.extend(t, store, spec, rows(spec))
			}
		case isTable:
			names = append(names, rows(spec))
			c.create(t, store, rows(spec), len(markerTokens), spec.Shape[1])
		case recipe.Text.LoRA.adapts(spec):
			name := strings.TrimSuffix(spec.Name, ".weight")
			names = append(names, name+loraIn, name+loraOut)
			c.create(t, store, name+loraIn, spec.Shape[1], c.Rank)
			c.create(t, store, name+loraOut, c.Rank, spec.Shape[0])
		}
	}
	backend, err := NewBackend("go")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Finalize)
	l.backend = backend
	return l, names
}

// create makes a variable of the case's values.
func (c *gradientCase) create(t *testing.T, store *model.Store, name string, dims ...int) {
	t.Helper()
	if err := create(store, paramPath(name), readTensor(t, c.tensors, "value "+name), dims...); err != nil {
		t.Fatal(err)
	}
}

// extend adds the case's rows to a table that is trained itself.
func (c *gradientCase) extend(t *testing.T, store *model.Store, spec quant.Spec, rows string) {
	t.Helper()
	v := store.GetVariable(paramPath(spec.Name))
	values := append(tensors.MustCopyFlatData[float32](v.MustValue()), readTensor(t, c.tensors, "value "+rows)...)
	if err := store.DeleteVariable(v.Path()); err != nil {
		t.Fatal(err)
	}
	if err := create(store, v.Path(), values, spec.Shape[0]+len(markerTokens), spec.Shape[1]); err != nil {
		t.Fatal(err)
	}
}

// gradient returns PyTorch's, with that of the new rows below a table's own.
func (c *gradientCase) gradient(t *testing.T, spec string, marked bool) []float32 {
	t.Helper()
	want := readTensor(t, c.tensors, "gradient "+spec)
	if name := strings.TrimSuffix(spec, ".weight"); !c.LoRA && marked && (name == "wte" || name == "lm_head") {
		want = append(want, readTensor(t, c.tensors, "gradient "+name+addedRows)...)
	}
	return want
}

// TestPyTorchGradients compares loss and gradients with PyTorch's, which sees each text alone and without padding:
// both architectures, thoughts and pauses, whole models and adapters, a step in one part and in several.
func TestPyTorchGradients(t *testing.T) {
	paths, err := filepath.Glob("testdata/gradients/*.json")
	if err != nil || len(paths) < 6 {
		t.Fatalf("%d cases in testdata/gradients (%v), want at least 6", len(paths), err)
	}
	for _, path := range paths {
		c := readGradientCase(t, path)
		for _, atOnce := range []int{3, 1} {
			t.Run(fmt.Sprintf("%s/%d", strings.TrimSuffix(filepath.Base(path), ".json"), atOnce), func(t *testing.T) {
				l, names := c.lessons(t, atOnce)
				if err := l.begin(l.recipe.Stages[0]); err != nil {
					t.Fatal(err)
				}
				loss := float32(0)
				for _, b := range c.batches(atOnce) {
					out, err := l.gradients.Exec(l.inputs(b)...)
					if err != nil {
						t.Fatal(err)
					}
					loss += tensors.MustCopyFlatData[float32](out[0])[0]
				}
				requireNear(t, "loss", []float32{loss}, readTensor(t, c.tensors, "loss"), 1e-5)
				if len(names) != len(l.trained()) {
					t.Errorf("%d variables are trained, want %d", len(l.trained()), len(names))
				}
				for _, name := range names {
					sum := l.sum(l.store.GetVariable(paramPath(name)))
					requireNear(t, "gradient of "+name, tensors.MustCopyFlatData[float32](sum.MustValue()),
						c.gradient(t, name, l.recipe.latents(l.stage) > 0), 3e-5)
				}
			})
		}
	}
}
