package site

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// repository is the root, seen from this folder.
const repository = "../../.."

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// list returns the files below dir.
func list(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestStringConst(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"alone", "package p\nconst jsHelperScript = \"a\\nb\"", "a\nb"},
		{"in a group, raw", "package p\nvar x = 1\nconst (\n\ta = 1\n\tjsHelperScript = `\"x\\n\"`\n)", `"x\n"`},
		{"in a list", "package p\nconst a, jsHelperScript = 1, \"s\"", "s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := stringConst([]byte(tt.source), "jsHelperScript"); err != nil || got != tt.want {
				t.Errorf("stringConst = %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestStringConstErrors(t *testing.T) {
	for _, source := range []string{
		"", "package", "package p", "package p\nconst other = \"a\"", "package p\nconst jsHelperScript = 1",
		"package p\nconst jsHelperScript = other", "package p\nvar jsHelperScript = \"a\"",
		"package p\nconst (\n\tjsHelperScript string = iota\n\tb\n)",
	} {
		if got, err := stringConst([]byte(source), "jsHelperScript"); !errors.Is(err, ErrNoHelper) {
			t.Errorf("stringConst(%q) = %q, %v; want ErrNoHelper", source, got, err)
		}
	}
}

// The helper of the Vugu version in go.mod is where we look for it, and sets up what the renderer calls.
func TestVuguHelper(t *testing.T) {
	name := filepath.Join(t.TempDir(), "vugu-helper.js")
	if err := writeVuguHelper(context.Background(), name, repository); err != nil {
		t.Fatal(err)
	}
	script := read(t, name)
	for _, want := range []string{"window.vuguRender=", "window.vuguGetRenderArray=", "window.vuguSetEventHandler=",
		"window.vuguSetCallbackHandler="} {
		if !strings.Contains(script, want) {
			t.Errorf("the helper (%d bytes) lacks %q", len(script), want)
		}
	}
}

func TestCopyTree(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "models")
	write(t, filepath.Join(from, "m", "manifest.json"), "{}")
	write(t, filepath.Join(from, "m", "chunks", "a.zst"), "zst")
	write(t, filepath.Join(from, "m", ".partial"), "no")
	write(t, filepath.Join(from, "models.go"), "no")
	if err := copyTree(context.Background(), to, from); err != nil {
		t.Fatal(err)
	}
	if got, want := list(t, to), []string{"m/chunks/a.zst", "m/manifest.json"}; !slices.Equal(got, want) {
		t.Errorf("copied %q; want %q", got, want)
	}
	if got := read(t, filepath.Join(to, "m", "chunks", "a.zst")); got != "zst" {
		t.Errorf("the copy holds %q", got)
	}
	if err := copyTree(context.Background(), to, filepath.Join(from, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("copyTree of no folder: %v; want fs.ErrNotExist", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := copyTree(ctx, to, from); !errors.Is(err, context.Canceled) {
		t.Errorf("copyTree, cancelled: %v; want context.Canceled", err)
	}
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "dist")
	for _, text := range []string{"first", "second"} {
		tmp := filepath.Join(dir, ".site-"+text)
		write(t, filepath.Join(tmp, "app-simd128.wasm"), text)
		if err := checkReplaceable(out); err != nil {
			t.Fatal(err)
		}
		if err := replace(out, tmp); err != nil {
			t.Fatal(err)
		}
		if got := read(t, filepath.Join(out, "app-simd128.wasm")); got != text {
			t.Errorf("the site holds %q; want %q", got, text)
		}
	}
	if got, want := list(t, dir), []string{"dist/app-simd128.wasm"}; !slices.Equal(got, want) {
		t.Errorf("left behind: %q; want %q", got, want)
	}
}

// A folder with other contents is not deleted, and nothing is built for it.
func TestBuildRefusesOtherFolders(t *testing.T) {
	out := t.TempDir()
	write(t, filepath.Join(out, "thesis.tex"), "years of work")
	err := Build(context.Background(), Options{Root: repository, Out: out})
	if !errors.Is(err, ErrNotASite) {
		t.Errorf("Build into a folder of other things: %v; want ErrNotASite", err)
	}
	if got := read(t, filepath.Join(out, "thesis.tex")); got != "years of work" {
		t.Errorf("the folder now holds %q", got)
	}
}

// A failed build leaves the old site, and no rubbish beside it.
func TestBuildFails(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "dist")
	write(t, filepath.Join(out, "app-simd128.wasm"), "old")
	err := Build(context.Background(), Options{Root: t.TempDir(), Out: out})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Build from an empty folder: %v; want fs.ErrNotExist", err)
	}
	if got, want := list(t, dir), []string{"dist/app-simd128.wasm"}; !slices.Equal(got, want) {
		t.Errorf("after a failed build: %q; want %q", got, want)
	}
	if err := Build(context.Background(), Options{Root: repository}); err == nil {
		t.Error("Build to nowhere: no error")
	}
}

// TestCompiled checks that the packages of a build are counted, and that only complaints are kept, however the output
// is split.
func TestCompiled(t *testing.T) {
	text := "internal/abi\ngithub.com/a/b-c.v2/d\n# github.com/a/e\na/e.go:3:2: undefined: x\nsort\ngo: downloading m v1\n"
	for size := 1; size <= len(text); size++ {
		var heard []int
		c := compiled{progress: func(packages int) { heard = append(heard, packages) }}
		for part := range slices.Chunk([]byte(text), size) {
			if n, err := c.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if want := "# github.com/a/e\na/e.go:3:2: undefined: x\ngo: downloading m v1\n"; c.said.String() != want ||
			!slices.Equal(heard, []int{1, 2, 3}) {
			t.Fatalf("in pieces of %d bytes: kept %q, heard %v; want %q and three packages", size, c.said.String(), heard, want)
		}
	}
}

// TestProgramSizes: the page knows the size of each build of the program before it fetches one, and a missing build is
// an error.
func TestProgramSizes(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "variant.js"), "self.chosen = 1;\n")
	if err := noteProgramSizes(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the program: %v; want fs.ErrNotExist", err)
	}
	for p, program := range Programs {
		for i, v := range Variants {
			write(t, filepath.Join(dir, v.File(program.Name)), strings.Repeat("a", 1000*(p+1)+i))
		}
	}
	if err := noteProgramSizes(dir); err != nil {
		t.Fatal(err)
	}
	want := "'use strict';\n\nself.coconutSizes = " +
		"{\"app-relaxed.wasm\":1000,\"app-scalar.wasm\":1002,\"app-simd128.wasm\":1001," +
		"\"text-relaxed.wasm\":2000,\"text-scalar.wasm\":2002,\"text-simd128.wasm\":2001};\n\nself.chosen = 1;\n"
	if got := read(t, filepath.Join(dir, "variant.js")); got != want {
		t.Errorf("variant.js is\n%s\nwant\n%s", got, want)
	}
}

func TestMeasure(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "app-simd128.wasm"), strings.Repeat("a", 5000))
	write(t, filepath.Join(dir, "text-simd128.wasm"), strings.Repeat("a", 300))
	write(t, filepath.Join(dir, "text-scalar.wasm"), strings.Repeat("a", 400))
	write(t, filepath.Join(dir, "page.js"), "x")
	write(t, filepath.Join(dir, "words-de.json"), "12")
	write(t, filepath.Join(dir, "models", "m", "chunk.zst"), strings.Repeat("b", 700))
	write(t, filepath.Join(dir, "page.js.br"), "not counted")
	r, err := Measure(dir)
	if err != nil {
		t.Fatal(err)
	}
	if r.Page.Raw != 5001 || r.Models.Raw != 700 || r.Models.Brotli != 0 || len(r.Files) != 6 ||
		r.Text.Raw != 400 || r.Languages.Raw != 2 {
		t.Errorf("Measure = %+v; want 5001 bytes of page, 400 for language models, 2 for languages, 700 of models", r)
	}
	if wasm := r.Files[0]; wasm.Brotli <= 0 || wasm.Brotli > 100 {
		t.Errorf("5000 times the same letter take %d bytes with brotli", wasm.Brotli)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "models/m/chunk.zst") {
		t.Errorf("WriteText wrote %q, %v", text.String(), err)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}
