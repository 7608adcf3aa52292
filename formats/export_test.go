package formats

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/internal/wholefile"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// exported exports a model folder and returns the file or folder.
func exported(t *testing.T, dir string, o ExportOptions) (string, *Exported) {
	t.Helper()
	c := modelOf(t, dir)
	defer c.Close()
	out := filepath.Join(t.TempDir(), "model."+o.Format)
	if o.Format == "safetensors" {
		out = filepath.Join(t.TempDir(), "folder")
	}
	e, err := Export(t.Context(), c, out, o)
	if err != nil {
		t.Fatal(err)
	}
	return out, e
}

func modelOf(t *testing.T, dir string) Checkpoint {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Model(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestExport exports every variant exactly and imports it again: the manifest, with the hashes of all weights and
// files, is the same.
func TestExport(t *testing.T) {
	for _, folder := range fixtures(t) {
		first := imported(t, folder)
		want := manifest(t, first)
		for _, format := range ExportFormats() {
			t.Run(filepath.Base(folder)+" "+format, func(t *testing.T) {
				var done, total int64
				out, e := exported(t, first, ExportOptions{Name: "m", Format: format, Progress: func(d, n int64) {
					done, total = d, n
				}})
				if len(e.Lost) > 0 || e.Type != "f32" || done != total || total == 0 {
					t.Errorf("progress ended at %d of %d; %+v", done, total, e)
				}
				again := imported(t, out)
				got := manifest(t, again)
				if format == "gguf" && strings.Contains(folder, "gelu") {
					if len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "exact GELU") {
						t.Errorf("notes are %q, want one about GELU", e.Notes)
					}
					got = strings.Replace(got, "  \"activation\": \"gelu_tanh\",\n", "", 1)
				}
				if got != want {
					t.Errorf("the manifest is\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// manifest is a folder's manifest without the small files: GGUF holds less of them.
func manifest(t *testing.T, dir string) string {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	m := *store.Manifest()
	m.Files = nil
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestExportTypes exports in every number format: what was rounded once stays, and the loss is that of the file.
func TestExportTypes(t *testing.T) {
	dir := t.TempDir()
	source := random{config: small}
	if _, err := Import(t.Context(), source, dir, Options{Name: "m", Formats: exact}); err != nil {
		t.Fatal(err)
	}
	for format, types := range map[string][]string{"gguf": {"f16", "f32", "q4_0", "q4_1", "q8_0"},
		"safetensors": {"f16", "f32"}} {
		if strings.Join(ExportTypes(format), " ") != strings.Join(types, " ") {
			t.Errorf("the types of %s are %q, want %q", format, ExportTypes(format), types)
		}
		for _, kind := range types {
			t.Run(format+" "+kind, func(t *testing.T) {
				out, e := exported(t, dir, ExportOptions{Name: "m", Format: format, Type: kind})
				requireLosses(t, out, source, e)
				again, _ := exported(t, imported(t, out), ExportOptions{Name: "m", Format: format, Type: kind})
				if format == "safetensors" {
					out, again = filepath.Join(out, "model.safetensors"), filepath.Join(again, "model.safetensors")
				}
				if !bytes.Equal(contents(t, out), contents(t, again)) {
					t.Error("the second export differs from the first")
				}
			})
		}
	}
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// requireLosses compares the file with the source: the largest errors must be those that Export said.
func requireLosses(t *testing.T, path string, source Checkpoint, e *Exported) {
	t.Helper()
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rounded := 0
	for _, spec := range source.Config().Tensors() {
		got, err := c.Floats(spec)
		if err != nil {
			t.Fatal(err)
		}
		want, err := source.Floats(spec)
		if err != nil {
			t.Fatal(err)
		}
		loss := quant.Compare(want, got)
		if loss.Max > 0 {
			rounded++
		}
		if loss.Max != e.Lost[spec.Name].Max {
			t.Errorf("%s lost %v, said %v", spec.Name, loss, e.Lost[spec.Name])
		}
	}
	if (rounded == 0) != (e.Type == exactType) {
		t.Errorf("%d tensors were rounded to %s", rounded, e.Type)
	}
}

// TestExportQuantized exports an int8 model: the file has what the folder stands for.
func TestExportQuantized(t *testing.T) {
	dir := t.TempDir()
	if _, err := Import(t.Context(), random{config: small}, dir,
		Options{Name: "m", Formats: quant.DefaultFormats}); err != nil {
		t.Fatal(err)
	}
	out, _ := exported(t, dir, ExportOptions{Name: "m", Format: "gguf"})
	c, err := Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	again := t.TempDir()
	if _, err := Import(t.Context(), c, again, Options{Name: "m", Formats: quant.DefaultFormats}); err != nil {
		t.Fatal(err)
	}
	store := modelOf(t, dir)
	defer store.Close()
	for _, spec := range small.Tensors() {
		want, err := store.Floats(spec)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Floats(spec); err != nil || quant.Compare(want, got).Max != 0 {
			t.Errorf("%s differs (%v)", spec.Name, err)
		}
	}
}

func TestExportErrors(t *testing.T) {
	rotary := small
	rotary.ModelType, rotary.KVHeads = runtime.ModelGPT2, 0
	odd := small
	odd.Inner = 48
	occupied := t.TempDir()
	if err := os.WriteFile(filepath.Join(occupied, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancelCause(t.Context())
	stop(errRandom)
	for name, test := range map[string]struct {
		ctx    context.Context
		source random
		out    string
		o      ExportOptions
		kind   error
		says   string
	}{
		"format": {t.Context(), random{config: small}, "", ExportOptions{Format: "onnx"}, ErrUnsupported,
			"supported: gguf, safetensors"},
		"type": {t.Context(), random{config: small}, "", ExportOptions{Format: "safetensors", Type: "q8_0"},
			ErrUnsupported, "supported: f16, f32"},
		"type of embeddings": {t.Context(), random{config: small}, "", ExportOptions{Format: "gguf", Embeddings: "q2_k"},
			ErrUnsupported, `type "q2_k"`},
		"two types": {t.Context(), random{config: small}, "", ExportOptions{Format: "safetensors", Embeddings: "f16"},
			ErrUnsupported, "matrices as f32 and embeddings as f16"},
		"rotary GPT-2, gguf": {t.Context(), random{config: rotary}, "", ExportOptions{Format: "gguf"}, gguf.ErrShape,
			"learned positions"},
		"rotary GPT-2, safetensors": {t.Context(), random{config: rotary}, "", ExportOptions{Format: "safetensors"},
			huggingface.ErrModel, "learned positions"},
		"blocks": {t.Context(), random{config: odd}, "", ExportOptions{Format: "gguf", Type: "q8_0"}, gguf.ErrShape,
			"ffn_down.weight has 48 columns"},
		"tensor, gguf": {t.Context(), random{small, "h.1.mlp.up.weight"}, "", ExportOptions{Format: "gguf"}, errRandom,
			"blk.1.ffn_up.weight"},
		"tensor, safetensors": {t.Context(), random{small, "h.1.mlp.up.weight"}, "",
			ExportOptions{Format: "safetensors"}, errRandom, "model.layers.1.mlp.up_proj.weight"},
		"cancelled, gguf":        {stopped, random{config: small}, "", ExportOptions{Format: "gguf"}, errRandom, ""},
		"cancelled, safetensors": {stopped, random{config: small}, "", ExportOptions{Format: "safetensors"}, errRandom, ""},
		"not empty": {t.Context(), random{config: small}, occupied, ExportOptions{Format: "safetensors"},
			wholefile.ErrNotEmpty, occupied},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			out := test.out
			if out == "" {
				out = filepath.Join(parent, "out")
			}
			_, err := Export(test.ctx, test.source, out, test.o)
			if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error is %v, want %v with %q", err, test.kind, test.says)
			}
			if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
				t.Errorf("%d files are left, %v", len(left), err)
			}
		})
	}
}
