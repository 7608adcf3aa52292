package train

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/safetensors"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// fixtures are small random models of every variant, saved by transformers, with PyTorch's logits; see
// formats/testdata/pytorch.py.
func fixtures(t *testing.T) []string {
	t.Helper()
	folders, err := filepath.Glob("../formats/testdata/pytorch/*")
	if err != nil || len(folders) < 8 {
		t.Fatalf("%d folders in formats/testdata/pytorch (%v), want one for each variant", len(folders), err)
	}
	return folders
}

// openFixture puts a model in Hugging Face's layout into a store.
func openFixture(t *testing.T, folder, scope string) (runtime.Config, *model.Store) {
	t.Helper()
	c, err := formats.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	store := model.NewStore()
	if err := importTensors(store, scope, c.Config(), func(spec quant.Spec) ([]float32, error) {
		return c.Floats(spec)
	}); err != nil {
		t.Fatal(err)
	}
	return c.Config(), store
}

// readTensor reads a tensor of a safetensors file.
func readTensor(t *testing.T, path, name string) []float32 {
	t.Helper()
	file, err := os.Open(path)
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
	values, err := r.Floats(name)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// TestPyTorchLogits compares the forward pass of every architecture with PyTorch's, trained weights and frozen ones.
func TestPyTorchLogits(t *testing.T) {
	backend, err := NewBackend("go")
	if err != nil {
		t.Fatal(err)
	}
	defer backend.Finalize()
	for _, folder := range fixtures(t) {
		for _, scope := range []string{paramScope, frozenScope} {
			t.Run(filepath.Base(folder)+scope, func(t *testing.T) {
				cfg, store := openFixture(t, folder, scope)
				exec := model.MustNewExec(backend, store, func(_ *model.Scope, in []*Node) []*Node {
					net := &network{cfg: cfg, store: store, g: in[0].Graph()}
					n := in[0].Shape().Dimensions[2]
					hidden, _ := net.forward(net.embed(in[0]), Iota(net.g, in[0].Shape(), 2), nil, causal(net.g, 0, n))
					return []*Node{net.logits(hidden)}
				})
				data, err := os.ReadFile(filepath.Join(folder, "prompts.json"))
				if err != nil {
					t.Fatal(err)
				}
				var prompts [][]int32
				if err := json.Unmarshal(data, &prompts); err != nil {
					t.Fatal(err)
				}
				for i, prompt := range prompts {
					want := readTensor(t, filepath.Join(folder, "logits.safetensors"), strconv.Itoa(i))
					got := exec.MustCall(tensors.FromFlatDataAndDimensions(prompt, 1, 1, len(prompt)))
					requireNear(t, "logits of prompt "+strconv.Itoa(i), tensors.MustCopyFlatData[float32](got[0]), want, 1e-4)
				}
			})
		}
	}
}

// requireNear compares values, with a tolerance relative to the largest of them, or absolute if that is below 1.
func requireNear(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	largest, worst, at := 1.0, 0.0, 0
	for i := range want {
		largest = max(largest, math.Abs(float64(want[i])))
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= worst) {
			worst, at = d, i
		}
	}
	if !(worst <= tolerance*largest) {
		t.Errorf("%s: value %d is %v, want %v; the largest is %v", what, at, got[at], want[at], largest)
	}
}
