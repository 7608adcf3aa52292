package wholefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// text writes a text, and then fails with an error.
func text(s string, err error) func(io.Writer) error {
	return func(to io.Writer) error {
		_, failed := io.WriteString(to, s)
		return errors.Join(failed, err)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if n, err := Write(path, text("old", nil)); n != 3 || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	full := errors.New("disk full")
	if _, err := Write(path, text("ne", full)); !errors.Is(err, full) {
		t.Errorf("error is %v, want %v", err, full)
	}
	requireText(t, path, "old")
	if _, err := Write(path, text("new", nil)); err != nil {
		t.Fatal(err)
	}
	requireText(t, path, "new")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	absent := filepath.Join(dir, "no", "file")
	want := "create " + absent + ": no such file or directory"
	if _, err := Write(absent, text("", nil)); err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}

func TestWriteFolder(t *testing.T) {
	parent := t.TempDir()
	path := filepath.Join(parent, "folder")
	stopped := errors.New("stopped")
	files := map[string]func(io.Writer) error{"a": text("1", nil), "b": text("23", stopped)}
	if _, err := WriteFolder(path, files); !errors.Is(err, stopped) {
		t.Errorf("error is %v, want %v", err, stopped)
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) != 0 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	files["b"] = text("23", nil)
	if n, err := WriteFolder(path, files); n != 3 || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	requireText(t, filepath.Join(path, "a"), "1")
	requireText(t, filepath.Join(path, "b"), "23")
	if _, err := WriteFolder(path, files); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("error is %v, want %v", err, ErrNotEmpty)
	}
}

func requireText(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the file has %q, %v; want %q", got, err, want)
	}
}
