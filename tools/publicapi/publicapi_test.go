package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources are a module with one of everything that a program can see, and of what it cannot.
var sources = map[string]string{
	"go.mod": "module example.org/m\n\ngo 1.27\n",
	"m.go": `package m

import ("example.org/m/inner"; "example.org/m/internal/hidden")

const Size = 3
var ErrHidden = hidden.Err
type Alias = inner.Named
type Options struct { inner.Base; Name string; secret []int }
type Source interface { Read(name string) ([]byte, error) }
type Option func(o *Options)
func Open(name string, options ...Option) (*inner.Handle, map[string][]inner.Deep, error) { return nil, nil, nil }
func unseen() {}
`,
	"inner/inner.go": `package inner

type Named string
type Base struct { ID int }
type Handle struct{ x int }
func (h *Handle) Close() error { return nil }
func (h *Handle) unseen() {}
type Deep struct { F func(Deeper) }
type Deeper struct{}
type NotNamed struct{}
`,
	"internal/hidden/hidden.go": "package hidden\n\nvar Err *Kind\n\ntype Kind struct{ Field int }\n",
	"some/some_js.go":           "package some\n\nfunc ErrFetch() {}\n",
	"some/some.go":              "package some\n\nfunc ErrSome() {}\n\nfunc Other() {}\n",
}

const wanted = `pkg example.org/m, const Size untyped int = 3
pkg example.org/m, func Open(string, ...m.Option) (*inner.Handle, map[string][]inner.Deep, error)
pkg example.org/m, type Alias = inner.Named
pkg example.org/m, type Option func(*m.Options)
pkg example.org/m, type Options struct
pkg example.org/m, type Options struct, Name string
pkg example.org/m, type Options struct, embedded inner.Base
pkg example.org/m, type Source interface { Read(string) ([]byte, error) }
pkg example.org/m, var ErrHidden *hidden.Kind
pkg example.org/m/inner, method (*inner.Handle) Close() error
pkg example.org/m/inner, type Base struct
pkg example.org/m/inner, type Base struct, ID int
pkg example.org/m/inner, type Base struct, comparable
pkg example.org/m/inner, type Deep struct
pkg example.org/m/inner, type Deep struct, F func(inner.Deeper)
pkg example.org/m/inner, type Deeper struct
pkg example.org/m/inner, type Deeper struct, comparable
pkg example.org/m/inner, type Handle struct
pkg example.org/m/inner, type Handle struct, comparable
pkg example.org/m/inner, type Named string
pkg example.org/m/some (js/wasm), func ErrFetch()
pkg example.org/m/some, func ErrSome()`

func TestList(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range sources {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := list([]root{{".", regexp.MustCompile(`.`)}, {"./some", regexp.MustCompile(`^Err`)}})
	if err != nil {
		t.Fatal(err)
	}
	want := lines(wanted)
	for _, line := range without(want, got) {
		t.Errorf("not listed: %s", line)
	}
	for _, line := range without(got, want) {
		t.Errorf("listed: %s", line)
	}
	if _, err := list([]root{{"./nowhere", regexp.MustCompile(`.`)}}); err == nil {
		t.Error("a package that is not there is listed")
	}
}

func TestCompare(t *testing.T) {
	promised := []string{"a", "b"}
	for _, c := range []struct {
		now             string
		write, breaking bool
		gone, fresh     bool
	}{
		{now: "a b"},
		{now: "a", gone: true},
		{now: "a b c", fresh: true},
		{now: "a B", gone: true, fresh: true},
		{now: "a b c", write: true},
		{now: "a c", write: true, gone: true},
		{now: "a c", breaking: true, gone: true, fresh: true},
		{now: "a c", write: true, breaking: true},
	} {
		now := strings.Fields(c.now)
		slices.Sort(now)
		err := compare(promised, now, c.write, c.breaking)
		if errors.Is(err, errGone) != c.gone || errors.Is(err, errNew) != c.fresh {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestRun breaks the promise of the module itself, and sees the break said, refused and then written.
func TestRun(t *testing.T) {
	t.Chdir("../..")
	promise, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(file, false, false); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "api.txt")
	if err := os.WriteFile(broken, append([]byte("pkg gone, func Gone()\n"), promise...), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, write := range []bool{false, true} {
		if err := run(broken, write, false); !errors.Is(err, errGone) || !strings.Contains(err.Error(), "- pkg gone") {
			t.Errorf("with write %v: %v", write, err)
		}
	}
	if err := run(broken, true, true); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(broken); err != nil || string(got) != string(promise) {
		t.Errorf("wrote %d bytes, want the %d of the promise: %v", len(got), len(promise), err)
	}
}
