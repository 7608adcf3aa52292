package formats

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// random is a checkpoint of random values that can fail at a tensor.
type random struct {
	config runtime.Config
	fails  string
}

var errRandom = errors.New("cannot be read")

func (r random) Config() runtime.Config { return r.config }
func (r random) License() string        { return "MIT" }

func (r random) Close() error { return nil }

func (r random) Files() (map[string][]byte, error) {
	return map[string][]byte{"generation_config.json": []byte(`{"eos_token_id":[3,4]}`)}, nil
}

func (r random) Floats(spec quant.Spec) ([]float32, error) {
	if spec.Name == r.fails {
		return nil, errRandom
	}
	rng := rand.New(rand.NewPCG(uint64(len(spec.Name)), 3))
	values := make([]float32, elements(spec))
	for i := range values {
		values[i] = float32(rng.NormFloat64())
	}
	return values, nil
}

var small = runtime.Config{
	ModelType: runtime.ModelLlama, VocabSize: 9, MaxPositions: 16, MaxNewTokens: 4, Width: 32, Layers: 2, Heads: 4,
	KVHeads: 2, Inner: 64,
	LayerNormEpsilon: 1e-5, Position: runtime.PositionRotary, RotaryBase: 1e4,
}

// TestImport imports in each number format, runs the result, and compares it with a conversion in memory.
func TestImport(t *testing.T) {
	for _, f := range []quant.Format{
		quant.FormatFloat32, quant.FormatInt8, quant.FormatInt4, quant.FormatQ8, quant.FormatQ4,
	} {
		t.Run(string(f), func(t *testing.T) {
			dir, c := t.TempDir(), random{config: small}
			formats := quant.Formats{Matrices: f, Embeddings: f}
			var done, total int64
			imported, err := Import(t.Context(), c, dir, Options{
				Name: "small", Formats: formats, Progress: func(d, n int64) { done, total = d, n },
			})
			if err != nil {
				t.Fatal(err)
			}
			if done != total || total == 0 || imported.Manifest.License != "MIT" {
				t.Errorf("progress ended at %d of %d; licence %q", done, total, imported.Manifest.License)
			}
			if exact := f == quant.FormatFloat32; exact != (imported.RelativeError == 0) || exact != (imported.Exact > 0) ||
				imported.RelativeError > 0.1 || imported.Matrices != len(imported.Lost) {
				t.Errorf("%d of %d matrices are exact, relative error %v", imported.Exact, imported.Matrices,
					imported.RelativeError)
			}
			store, err := weights.Open(t.Context(), weights.Dir(dir))
			if err != nil {
				t.Fatal(err)
			}
			_, formats = Choose(c.config, formats)
			compare(t, store, c, formats)
			model, err := runtime.Open(t.Context(), store, nil)
			if err != nil {
				t.Fatal(err)
			}
			session := model.NewSession()
			if err := session.Prefill([]int{1, 2, 3}); err != nil {
				t.Fatal(err)
			}
			if err := session.Think(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// blocks is a checkpoint whose matrices are Q8 already, with values that quantizing would not find again.
type blocks struct{ random }

func (b blocks) Quantized(spec quant.Spec, format quant.Format) (quant.Matrix, error) {
	if spec.Name == b.fails {
		return nil, errRandom
	}
	if format != quant.FormatQ8 {
		return nil, nil
	}
	q := &quant.Q8{Rows: spec.Shape[0], Cols: spec.Shape[1], Data: make([]int8, elements(spec)),
		Scale: make([]float32, elements(spec)/quant.Block)}
	for i := range q.Scale {
		q.Data[i*quant.Block+i%quant.Block], q.Scale[i] = 100, 0.25 // no value of 127
	}
	return q, nil
}

func (b blocks) Floats(spec quant.Spec) ([]float32, error) {
	if !spec.Role.Matrix() {
		return b.random.Floats(spec)
	}
	q, err := blocks{random{config: b.config}}.Quantized(spec, quant.FormatQ8)
	if err != nil {
		return nil, err
	}
	return q.Dequantize(), nil
}

// TestImportOwn checks that numbers which a file holds in a format of ours are not rounded again.
func TestImportOwn(t *testing.T) {
	dir, c := t.TempDir(), blocks{random{config: small}}
	formats := quant.Formats{Matrices: quant.FormatQ8, Embeddings: quant.FormatQ8}
	imported, err := Import(t.Context(), c, dir, Options{Name: "small", Formats: formats})
	if err != nil {
		t.Fatal(err)
	}
	if imported.Exact != imported.Matrices || imported.RelativeError != 0 {
		t.Errorf("%d of %d matrices are exact, relative error %v", imported.Exact, imported.Matrices,
			imported.RelativeError)
	}
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	w, err := store.Load(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	spec := quant.Spec{Name: "h.0.attn.q.weight", Shape: []int{32, 32}, Role: quant.Linear}
	own, err := c.Quantized(spec, quant.FormatQ8)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range own.Tensors(spec.Name) {
		if got, err := w.Tensor(want.Name); err != nil || !slices.Equal(got.Data, want.Data) {
			t.Errorf("%s is not the file's (%v)", want.Name, err)
		}
	}
	c.fails = spec.Name
	_, err = Import(t.Context(), c, t.TempDir(), Options{Name: "small", Formats: formats})
	if !errors.Is(err, errRandom) {
		t.Errorf("error is %v, want %v", err, errRandom)
	}
}

// compare checks every byte of a model folder.
func compare(t *testing.T, store *weights.Store, c random, formats quant.Formats) {
	t.Helper()
	w, err := store.Load(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range c.config.Tensors() {
		values, err := c.Floats(spec)
		if err != nil {
			t.Fatal(err)
		}
		parts := []weights.Tensor{weights.FromFloat32s(spec.Name, values, spec.Shape...)}
		if spec.Role.Matrix() {
			if parts, _, err = formats.Tensors(spec, values); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range parts {
			got, err := w.Tensor(want.Name)
			if err != nil || got.DType != want.DType || !slices.Equal(got.Shape, want.Shape) ||
				!slices.Equal(got.Data, want.Data) {
				t.Errorf("%s is not what the checkpoint holds (%v)", want.Name, err)
			}
		}
	}
}

// TestImportFails checks that a folder's contents stay intact when an import ends halfway.
func TestImportFails(t *testing.T) {
	dir := t.TempDir()
	if _, err := Import(t.Context(), random{config: small}, dir,
		Options{Name: "small", Formats: quant.DefaultFormats}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, weights.ManifestName))
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancelCause(t.Context())
	stop(errRandom)
	for name, ctx := range map[string]context.Context{"h.1.mlp.up.weight": t.Context(), "": stopped} {
		int4 := quant.Formats{Matrices: quant.FormatInt4, Embeddings: quant.FormatInt8}
		_, err := Import(ctx, random{small, name}, dir, Options{Name: "small", Formats: int4})
		if !errors.Is(err, errRandom) || !strings.Contains(err.Error(), name) {
			t.Errorf("error is %v, want %v of %q", err, errRandom, name)
		}
		if after, err := os.ReadFile(filepath.Join(dir, weights.ManifestName)); err != nil ||
			string(after) != string(before) {
			t.Errorf("the manifest changed (%v)", err)
		}
		store, err := weights.Open(t.Context(), weights.Dir(dir))
		if err == nil {
			_, err = store.Load(t.Context(), nil)
		}
		if err != nil {
			t.Errorf("the old model is no longer whole: %v", err)
		}
	}
}

func TestImportUnknownFormat(t *testing.T) {
	bad := quant.Formats{Matrices: "int3", Embeddings: quant.FormatInt8}
	_, err := Import(t.Context(), random{config: small}, t.TempDir(), Options{Name: "small", Formats: bad})
	if !errors.Is(err, quant.ErrShape) {
		t.Errorf("error is %v, want %v", err, quant.ErrShape)
	}
}

func TestOpenErrors(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.GGUF")
	if err := os.WriteFile(broken, []byte("GGUX"), 0o600); err != nil {
		t.Fatal(err)
	}
	other, dir := filepath.Join(t.TempDir(), "model.onnx"), t.TempDir()
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		other:         "model.onnx: only .bin, .gguf, .pt, .pth, .safetensors, Hugging Face's folders and PyTorch's files",
		broken:        "broken.GGUF",
		dir:           "model.safetensors",
		"absent.gguf": "absent.gguf",
	} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("Open(%q): %v, want %q", path, err, says)
		}
	}
}

// TestOpenByContent: a GGUF file is one by any name, and nothing else is.
func TestOpenByContent(t *testing.T) {
	dir := t.TempDir()
	for name, head := range map[string]string{
		"blob": "GGUF", "model.bin": "GGUF", "model.gguf": "PK\x03\x04", "x.txt": "GGU",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(head), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		if want := name == "x.txt"; err == nil || errors.Is(err, ErrUnsupported) != want {
			t.Errorf("%s: %v", name, err)
		}
		if isGGUF := errors.Is(err, gguf.ErrFile); isGGUF != (name != "x.txt") {
			t.Errorf("%s: %v; read as GGUF: %v", name, err, isGGUF)
		}
	}
}
