package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/internal/wholefile"
	"github.com/coconut-page/coconut/reasoner"
)

// TestExportText exports a model with a byte-level tokenizer and imports it again: it says the same.
func TestExportText(t *testing.T) {
	dir := t.TempDir()
	first := toymodel.Import(t, func(*gguf.File) {})
	want := jsonOf[completed](t, "complete", "--model", first, "--prompt", "ab ab", "--top", "3")
	for format, out := range map[string]string{"gguf": filepath.Join(dir, "tiny.gguf"),
		"safetensors": filepath.Join(dir, "folder")} {
		e := jsonOf[exportation](t, "export", first, "--to", format, "--out", out)
		if e.Format != format || e.Type != "f32" || e.Tensors != 11 || e.Parameters == 0 || e.LowestSNRdB != nil ||
			e.Bytes < 4*e.Parameters || len(e.Notes) > 0 {
			t.Errorf("export says %+v", e)
		}
		again := filepath.Join(dir, "again-"+format)
		jsonOf[importation](t, "import", out, "--out", again, "--format", "float32", "--embeddings", "float32")
		got := jsonOf[completed](t, "complete", "--model", again, "--prompt", "ab ab", "--top", "3")
		if !slices.Equal(got.IDs, want.IDs) || got.Text != want.Text || got.Steps[0].Top[2] != want.Steps[0].Top[2] {
			t.Errorf("from %s it says %+v, want %+v", format, got, want)
		}
		if g, w := tokenizerOf(t, again), tokenizerOf(t, first); g != w {
			t.Errorf("from %s the tokenizer is %s, want %s", format, g, w)
		}
	}
	text, err := command(t, "export", first, "--format", "gguf", "--type", "q8_0", "--out", filepath.Join(dir, "q8.gguf"))
	if err != nil || !strings.Contains(text, "gguf, q8_0, 11 tensors") || !strings.Contains(text, "largest loss: ") {
		t.Errorf("for people: %q, %v", text, err)
	}
}

// tokenizerOf is a model folder's tokenizer.json.
func tokenizerOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "files", "*", reasoner.TokenizerFile))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d tokenizers in %s, %v", len(files), dir, err)
	}
	return readFileText(t, files[0])
}

func TestExportErrors(t *testing.T) {
	text, dir := toymodel.Import(t, func(*gguf.File) {}), t.TempDir()
	occupied := filepath.Join(dir, "occupied")
	if err := os.Mkdir(occupied, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(occupied, "file"), "")
	absent := filepath.Join(dir, "no", "file")
	for says, args := range map[string][]string{
		"supported: gguf, safetensors":          {"--to", "onnx", "--out", filepath.Join(dir, "x")},
		"supported: f16, f32":                   {"--to", "safetensors", "--type", "q8_0", "--out", filepath.Join(dir, "x")},
		"--out is empty":                        {"--out", ""},
		absent + ": no such file or directory":  {"--out", absent},
		occupied + " is not empty; remove it, ": {"--to", "safetensors", "--out", occupied},
	} {
		_, err := command(t, append([]string{"export", text}, args...)...)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("coconut export %v: %v, want %q", args, err, says)
		}
	}
	if _, err := command(t, "export", text, "--to", "safetensors", "--out", occupied); !errors.Is(err,
		wholefile.ErrNotEmpty) {
		t.Errorf("error is %v, want %v", err, wholefile.ErrNotEmpty)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
