package site

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// text is long enough for compression to make it smaller.
func text(word string) string { return strings.Repeat(word+" ", 200) }

// decoded reads a compressed form of a file.
func decoded(t *testing.T, dir, name, encoding string) string {
	t.Helper()
	packed := strings.NewReader(read(t, filepath.Join(dir, EncodedName(name, encoding))))
	var plain io.Reader = brotli.NewReader(packed)
	if encoding == "gzip" {
		gz, err := gzip.NewReader(packed)
		if err != nil {
			t.Fatal(err)
		}
		plain = gz
	}
	data, err := io.ReadAll(plain)
	if err != nil {
		t.Fatalf("%s by %s: %v", name, encoding, err)
	}
	return string(data)
}

// TestEncode checks that unchanged forms are copied from the older site, that everything else is made anew, and that
// either way each form decodes to the file.
func TestEncode(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(t *testing.T, older string) // after the older site was built
		page    string
		quality int
		made    int // of page.js and models/m/manifest.json, in two forms each
	}{
		"nothing changed": {page: text("page"), made: 0},
		"a changed file":  {page: text("other"), made: 2},
		"another quality": {page: text("page"), quality: 5, made: 4},
		"no older site":   {page: text("page"), made: 4, change: func(t *testing.T, older string) { remove(t, older) }},
		"a form is missing": {page: text("page"), made: 1, change: func(t *testing.T, older string) {
			remove(t, filepath.Join(older, "page.js.br"))
		}},
		"a damaged form": {page: text("page"), made: 1, change: func(t *testing.T, older string) {
			write(t, filepath.Join(older, "page.js.gz"), "?")
		}},
		"a damaged list": {page: text("page"), made: 4, change: func(t *testing.T, older string) {
			write(t, filepath.Join(older, EncodingsFile), "{")
		}},
		"another compressor": {page: text("page"), made: 4, change: func(t *testing.T, older string) {
			edit(t, filepath.Join(older, EncodingsFile), "brotli v", "brotli w")
		}},
		"a file of another name": {page: "x", made: 0, change: func(t *testing.T, older string) {
			write(t, filepath.Join(older, "new.js"), text("new"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			older, dir := t.TempDir(), t.TempDir()
			for folder, page := range map[string]string{older: text("page"), dir: c.page} {
				write(t, filepath.Join(folder, "page.js"), page)
				write(t, filepath.Join(folder, "models", "m", "manifest.json"), text("{}"))
				write(t, filepath.Join(folder, "models", "m", "chunks", "abc.gz"), text("a chunk"))
			}
			if made, err := Encode(t.Context(), older, t.TempDir(), DefaultQuality); err != nil || made != 4 {
				t.Fatalf("the older site: %d forms, %v; want 4", made, err)
			}
			if c.change != nil {
				c.change(t, older)
			}
			if c.quality == 0 {
				c.quality = DefaultQuality
			}
			made, err := Encode(t.Context(), dir, older, c.quality)
			if err != nil || made != c.made {
				t.Errorf("%d forms made, %v; want %d", made, err, c.made)
			}
			wantForms(t, dir, map[string]string{"page.js": c.page, "models/m/manifest.json": text("{}")})
		})
	}
}

// wantForms checks that a site's list has exactly these files, each with forms of its content.
func wantForms(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	list, err := ReadEncoded(os.DirFS(dir))
	if err != nil || len(list.Files) != len(files) {
		t.Fatalf("the list has %v, %v; want %d files", list, err, len(files))
	}
	for name, want := range files {
		f := list.Files[name]
		if f.SHA256 != sum([]byte(want)) {
			t.Errorf("%s has SHA-256 %s in the list; want %s", name, f.SHA256, sum([]byte(want)))
		}
		for _, encoding := range Encodings {
			if len(want) < 10 { // too short to get smaller
				if f.Forms[encoding] != "" {
					t.Errorf("%s has a form by %s that is not smaller", name, encoding)
				}
				continue
			}
			if got := decoded(t, dir, name, encoding); got != want || f.Forms[encoding] == "" {
				t.Errorf("%s by %s, listed as %q, is %.40q; want %.40q", name, encoding, f.Forms[encoding], got, want)
			}
		}
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, path, old, new string) {
	t.Helper()
	was := read(t, path)
	if !strings.Contains(was, old) {
		t.Fatalf("%s has no %q", path, old)
	}
	write(t, path, strings.ReplaceAll(was, old, new))
}

func TestEncodeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "page.js"), text("page"))
	if _, err := Encode(ctx, dir, t.TempDir(), DefaultQuality); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v; want context.Canceled", err)
	}
	err := Build(t.Context(), Options{Root: repository, Out: filepath.Join(dir, "dist"), Quality: 12})
	if err == nil || !strings.Contains(err.Error(), "quality 12") {
		t.Errorf("quality 12: %v", err)
	}
}

// TestFormsAreNoPages checks that the service worker, bundles and sizes ignore the compressed forms, and that a model's
// gzip chunks are not mistaken for forms.
func TestFormsAreNoPages(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"index.html", "page.js", "models/m/manifest.json", "models/m/chunks/0a.gz"} {
		write(t, filepath.Join(dir, name), text(name))
	}
	write(t, filepath.Join(dir, "models", modelList), "[]")
	write(t, filepath.Join(dir, BundledVariant.File("app")), text("program"))
	version, before := workerOf(t, dir)
	if _, err := Encode(t.Context(), dir, t.TempDir(), DefaultQuality); err != nil {
		t.Fatal(err)
	}
	if again, after := workerOf(t, dir); again != version || len(after) != len(before) {
		t.Errorf("with compressed forms the service worker keeps %v; want %v", after, before)
	}
	b := &bundle{dir: dir}
	assets := b.assets("m")
	if forms := regexp.MustCompile(`\.(br|json\.gz)"`).FindString(assets); forms != "" || b.err != nil ||
		!strings.Contains(assets, "0a.gz\"") {
		t.Errorf("a bundle has %q, %v: %s", forms, b.err, assets)
	}
	r, err := Measure(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.Files {
		names = append(names, f.Name)
	}
	want := []string{BundledVariant.File("app"), "index.html", "models/m/chunks/0a.gz", "models/m/manifest.json",
		"models/models.json", "page.js", "sw.js"}
	if !slices.Equal(names, want) {
		t.Errorf("measured were %q; want %q", names, want)
	}
}

// TestRebuild builds the real site three times: as it is, again, and with a changed source file of the program. The
// compressed program always comes from the newest sources, and nothing is compressed again needlessly.
func TestRebuild(t *testing.T) {
	if testing.Short() {
		t.Skip("links the program nine times")
	}
	out := filepath.Join(t.TempDir(), "dist")
	var made int
	build := func() (program string) {
		t.Helper()
		err := Build(t.Context(), Options{Root: repository, Out: out, Log: func(format string, args ...any) {
			if format == madeFormat {
				made = args[0].(int)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		return read(t, filepath.Join(out, BundledVariant.File("app")))
	}
	first := build()
	before, err := ReadEncoded(os.DirFS(out))
	if err != nil || made == 0 || made != before.count() {
		t.Fatalf("a new site has %d forms, of which %d were made, %v", before.count(), made, err)
	}
	if again := build(); again != first || made != 0 {
		t.Errorf("nothing changed; the program did: %v, %d forms were made again", again != first, made)
	}
	overlay(t, filepath.Join("wasm", "app", "main.go"), "\nfunc init() { println(`changed`) }\n")
	changed := build()
	after, err := ReadEncoded(os.DirFS(out))
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range after.Files { // left are the forms that did not change
		if f.SHA256 != before.Files[name].SHA256 {
			delete(before.Files, name)
		}
	}
	want := after.count() - before.count()
	// the builds, and the service worker with their hashes
	if changed == first || made != want || want < 2*len(Variants)+2 {
		t.Errorf("a source changed; the program did: %v, %d forms were made; want %d", changed != first, made, want)
	}
	for _, encoding := range Encodings {
		if decoded(t, out, BundledVariant.File("app"), encoding) != changed {
			t.Errorf("by %s the program is another", encoding)
		}
	}
}

// count returns the number of forms.
func (e *Encoded) count() (n int) {
	for _, f := range e.Files {
		n += len(f.Forms)
	}
	return n
}

// overlay makes the go command see a source file with more at its end.
func overlay(t *testing.T, name, more string) {
	t.Helper()
	dir := t.TempDir()
	source, err := filepath.Abs(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	with := filepath.Join(dir, "changed.go")
	write(t, with, read(t, source)+more)
	list := filepath.Join(dir, "overlay.json")
	if err := writeJSON(list, map[string]map[string]string{"Replace": {source: with}}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOFLAGS", strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+list))
}
