package weights

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
)

// mapFS is a file system in memory.
type mapFS map[string][]byte

func (m mapFS) Open(name string) (fs.File, error) {
	files := fstest.MapFS{}
	for name, data := range m {
		files[name] = &fstest.MapFile{Data: data}
	}
	return files.Open(name)
}

// TestSources reads the same model from a folder and a file system; TestHTTP and TestFetch do so from a server.
func TestSources(t *testing.T) {
	want := testPackage(1)
	dir := writePackage(t, want)
	for name, src := range map[string]Source{"Dir": Dir(dir), "FS": FS(os.DirFS(dir)),
		"FS in memory": FS(mapFS(readTree(t, dir)))} {
		t.Run(name, func(t *testing.T) { checkSource(t, src, want) })
	}
}

// checkSource checks a source's contract: it must give the model, and nothing else.
func checkSource(t *testing.T, src Source, want Package) {
	t.Helper()
	checkModel(t, src, want)
	ctx := context.Background()
	s, err := Open(ctx, src)
	if err != nil {
		t.Fatal(err)
	}
	c := s.Manifest().Chunks[0]
	read := src.ReadFile
	for range 2 {
		if data, err := read(ctx, c.Path(), c.Size); err != nil || hash(data) != c.SHA256 {
			t.Errorf("a file of just the limit: %d bytes, error %v", len(data), err)
		}
		if data, err := read(ctx, c.Path(), c.Size-1); data != nil || !errors.Is(err, ErrTooLarge) {
			t.Errorf("a file one byte over the limit: %d bytes, error %v; want %v", len(data), err, ErrTooLarge)
		}
		if data, err := read(ctx, c.Path(), math.MaxInt64); err != nil || hash(data) != c.SHA256 {
			t.Errorf("a file without a limit: %d bytes, error %v", len(data), err)
		}
		if _, err := read(ctx, "chunks/none.zst", 100); !errors.Is(err, ErrNotFound) {
			t.Errorf("a file that is not there: error %v, want %v", err, ErrNotFound)
		}
		if r, ok := src.(Refetcher); ok {
			read = r.RefetchFile
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if data, err := src.ReadFile(cancelled, c.Path(), c.Size); data != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %d bytes, error %v; want %v", len(data), err, context.Canceled)
	}
}

// TestDirStaysInside asks for files outside the folder.
func TestDirStaysInside(t *testing.T) {
	outer := t.TempDir()
	secret := filepath.Join(outer, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(outer, "model")
	if err := os.MkdirAll(filepath.Join(dir, "chunks"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, src := range []Source{Dir(dir), FS(os.DirFS(dir))} {
		for _, name := range []string{"../secret", secret, "chunks/../../secret", "", ".", "chunks", "/etc/passwd"} {
			if data, err := src.ReadFile(context.Background(), name, 100); err == nil {
				t.Errorf("%T read %q: %q", src, name, data)
			}
		}
	}
	if data, err := Dir(dir).ReadFile(context.Background(), "link", 100); err == nil {
		t.Errorf("a link that leads out of the folder was followed: %q", data)
	}
}

func TestDirErrors(t *testing.T) {
	_, err := Open(context.Background(), Dir(filepath.Join(t.TempDir(), "none")))
	if !errors.Is(err, ErrNotFound) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "none") {
		t.Errorf("a folder that is not there: error %v, want %v that names it", err, ErrNotFound)
	}
}

func TestReadLimited(t *testing.T) {
	errBroken := errors.New("broken")
	data := strings.Repeat("x", 2000)
	for _, test := range []struct {
		name  string
		r     io.Reader
		size  int64
		limit int64
		want  error
	}{
		{"exact", strings.NewReader(data), 2000, 2000, nil},
		{"no size known", strings.NewReader(data), -1, 2000, nil},
		{"a size that is too small", strings.NewReader(data), 1, 2000, nil},
		{"a size that is too large", strings.NewReader(data), 3000, 4000, nil},
		{"in small pieces", iotest.OneByteReader(strings.NewReader(data)), 2000, 2000, nil},
		{"with the end at once", iotest.DataErrReader(strings.NewReader(data)), 2000, 2000, nil},
		{"a size over the limit", strings.NewReader(data), 2000, 1999, ErrTooLarge},
		{"longer than the limit", strings.NewReader(data), -1, 1999, ErrTooLarge},
		{"longer than the size and the limit", strings.NewReader(data), 10, 1999, ErrTooLarge},
		{"a limit of nothing", strings.NewReader(data), -1, 0, ErrTooLarge},
		{"endless", zeros{}, -1, 2000, ErrTooLarge},
		{"cut off", io.MultiReader(strings.NewReader(data), iotest.ErrReader(io.ErrUnexpectedEOF)), -1, 3000, ErrTruncated},
		{"broken", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(data))), -1, 3000, iotest.ErrTimeout},
		{"broken at once", iotest.ErrReader(errBroken), -1, 3000, errBroken},
	} {
		got, err := readLimited(test.r, "name", test.size, test.limit)
		if test.want == nil && (err != nil || string(got) != data) {
			t.Errorf("%s: %d bytes, error %v; want all", test.name, len(got), err)
		}
		if test.want != nil && (got != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), "name")) {
			t.Errorf("%s: %d bytes, error %v; want %v", test.name, len(got), err, test.want)
		}
	}
}

// zeros is a reader that never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte{0}, len(p))), nil }
