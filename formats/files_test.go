package formats_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

func same(*gguf.File) {}

func file(name string, data []byte) formats.File {
	return formats.File{Name: name, ReaderAt: bytes.NewReader(data), Size: int64(len(data))}
}

// ggufFile is the toy model as one file.
func ggufFile(t *testing.T, change func(*gguf.File)) formats.File {
	t.Helper()
	var data bytes.Buffer
	if _, err := toymodel.GGUF(change).WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	return file("tiny.GGUF", data.Bytes())
}

// parts are the toy model as a folder of Hugging Face's has it, without some files.
func parts(t *testing.T, without ...string) []formats.File {
	t.Helper()
	files, err := toymodel.HuggingFace(same)
	if err != nil {
		t.Fatal(err)
	}
	var all []formats.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !slices.Contains(without, name) {
			all = append(all, file(name, files[name]))
		}
	}
	return all
}

// TestOpenFiles imports a GGUF file and safetensors, as files that were handed over, into a cache, and compares them
// with the import from a path into a folder, byte by byte.
func TestOpenFiles(t *testing.T) {
	path, dir := toymodel.Write(t, same), t.TempDir()
	c, err := formats.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	o := formats.Options{Name: "tiny", Formats: quant.DefaultFormats}
	want, err := formats.Import(t.Context(), c, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	readme := file("README.md", []byte("# Tiny"))
	for name, files := range map[string][]formats.File{
		"GGUF": {readme, ggufFile(t, same)}, "safetensors": append(parts(t), readme),
	} {
		c, err := formats.OpenFiles(files)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cache := weights.DirCache(filepath.Join(t.TempDir(), "cache"))
		got, err := formats.ImportTo(t.Context(), c, weights.CacheSink(cache), o)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.Equal(got.Manifest.Chunks, want.Manifest.Chunks) {
			t.Errorf("%s: the chunks are %+v, want %+v", name, got.Manifest.Chunks, want.Manifest.Chunks)
		}
		store, err := weights.Open(t.Context(), weights.CacheSource(cache, nil))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if model, err := runtime.Open(t.Context(), store, nil); err != nil || model.Wait() != nil {
			t.Errorf("%s: the model cannot be opened: %v", name, err)
		}
	}
}

// TestOpenFilesErrors refuses what cannot be read, and names it.
func TestOpenFilesErrors(t *testing.T) {
	gemma := func(f *gguf.File) { f.Metadata[0].Value = "gemma3" }
	garbage := file("model.safetensors", []byte("garbage"))
	broken := formats.File{Name: "gone.gguf", ReaderAt: gone{}, Size: 100}
	for want, c := range map[string]struct {
		files []formats.File
		kind  error
	}{
		"no file; the weights are to be a file of .gguf or .safetensors": {nil, formats.ErrUnsupported},
		"a.bin, b.txt, c.md, …; the weights are": {[]formats.File{
			file("a.bin", nil), file("b.txt", nil), file("c.md", nil), file("d", nil)}, formats.ErrUnsupported},
		"tiny.GGUF and model.safetensors at once": {
			[]formats.File{ggufFile(t, same), garbage}, formats.ErrUnsupported},
		"2 GGUF files at once":                                {[]formats.File{ggufFile(t, same), ggufFile(t, same)}, formats.ErrUnsupported},
		`tiny.GGUF: gguf: unsupported: architecture "gemma3"`: {[]formats.File{ggufFile(t, gemma)}, gguf.ErrUnsupported},
		"there is no config.json among the files":             {parts(t, "config.json"), huggingface.ErrFile},
		"model.safetensors":                                   {append(parts(t, "model.safetensors"), garbage), nil},
		"gone.gguf":                                           {[]formats.File{broken}, errGone},
	} {
		_, err := formats.OpenFiles(c.files)
		if err == nil || !strings.Contains(err.Error(), want) || c.kind != nil && !errors.Is(err, c.kind) {
			t.Errorf("the error is %v, want %v: %q", err, c.kind, want)
		}
	}
}

// gone is a file that can no longer be read.
type gone struct{}

var errGone = errors.New("no longer there")

func (gone) ReadAt([]byte, int64) (int, error) { return 0, errGone }

var _ io.ReaderAt = gone{}

// TestRequireTokenizer refuses a model that nobody could write to.
func TestRequireTokenizer(t *testing.T) {
	for name, missing := range map[string][]string{"with": nil, "without": {"tokenizer.json"}} {
		c, err := formats.OpenFiles(parts(t, missing...))
		if err != nil {
			t.Fatal(err)
		}
		files, err := c.Files()
		if err != nil {
			t.Fatal(err)
		}
		if err := formats.RequireTokenizer(files); (err == nil) != (missing == nil) ||
			err != nil && !errors.Is(err, formats.ErrUnsupported) {
			t.Errorf("%s a tokenizer the error is %v", name, err)
		}
	}
	if err := formats.RequireTokenizer(map[string][]byte{"tokenizer.json": []byte(`{"model":7}`)}); err == nil {
		t.Error("a damaged tokenizer is not refused")
	}
}

// TestNeed holds the storage that was promised against what was written, and refuses what does not fit.
func TestNeed(t *testing.T) {
	c, err := toymodel.Checkpoint(same)
	if err != nil {
		t.Fatal(err)
	}
	files, err := c.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []quant.Format{quant.FormatFloat32, quant.FormatInt8, quant.FormatInt4} {
		o := formats.Options{Name: "tiny", Formats: quant.Formats{Matrices: f, Embeddings: quant.FormatInt8}}
		n, err := formats.NeedOf(c.Config(), files, o.Formats)
		if err != nil {
			t.Fatal(err)
		}
		imported, err := formats.Import(t.Context(), c, t.TempDir(), o)
		if err != nil {
			t.Fatal(err)
		}
		if wrote := imported.Manifest.Bytes(); wrote > n.Storage || n.Storage > 2*wrote+weights.MaxManifestSize/8 {
			t.Errorf("%s: %d bytes were written, %d promised", f, wrote, n.Storage)
		}
	}
	if _, err := formats.NeedOf(c.Config(), files, quant.Formats{Matrices: "int3"}); !errors.Is(err, quant.ErrShape) {
		t.Errorf("an unknown format: %v", err)
	}
	for _, c := range []struct {
		need formats.Need
		room int64
		want string // "" if it fits
	}{
		{formats.Need{Memory: 1 << 30, Storage: 100e6}, 100e6, ""},
		{formats.Need{Memory: 4 << 30, Storage: 1 << 30}, -1, ""},
		{formats.Need{Memory: 5e9, Storage: 100e6}, -1, "5.00 GB of memory, and a page can have 4.29 GB (4 GiB) at most"},
		{formats.Need{Memory: 1 << 30, Storage: 2e9}, -1, "it would have 2.00 GB, and a page can run models of 1.07 GB"},
		{formats.Need{Memory: 1 << 30, Storage: 100e6}, 99e6, "it takes 100.0 MB on this device, and the browser has 99.0 MB"},
		{formats.Need{Memory: 1 << 30, Storage: 100e6}, 0, "the browser has 0.0 MB"},
	} {
		err := c.need.Check(c.room)
		if c.want == "" && err != nil || c.want != "" && (!errors.Is(err, formats.ErrNoRoom) ||
			!strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v with room for %d: %v, want %q", c.need, c.room, err, c.want)
		}
	}
}
