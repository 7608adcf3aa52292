package npm

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestEmpty: only an older package makes way for a new one.
func TestEmpty(t *testing.T) {
	for name, tt := range map[string]struct {
		file, data string
		want       error
	}{
		"nothing":              {},
		"an older package":     {file: "package.json", data: `{"name": "coconut-page"}`},
		"an interrupted build": {file: "engine-relaxed.wasm"},
		"another package":      {file: "package.json", data: `{"name": "other"}`, want: ErrNotAPackage},
		"something else":       {file: "notes.txt", want: ErrNotAPackage},
	} {
		out := filepath.Join(t.TempDir(), "out")
		if tt.file != "" {
			write(t, filepath.Join(out, tt.file), tt.data)
		}
		if err := empty(out); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if _, err := os.Stat(filepath.Join(out, tt.file)); tt.file != "" && (err == nil) != (tt.want != nil) {
			t.Errorf("%s: the file: %v", name, err)
		}
	}
}

// TestVersion reads VERSION, which must be there.
func TestVersion(t *testing.T) {
	root := t.TempDir()
	if got, err := Version(root); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file the version is %q (%v)", got, err)
	}
	write(t, filepath.Join(root, "VERSION"), "v1.2.3\n")
	if got, err := Version(root); err != nil || got != "1.2.3" {
		t.Errorf("the version is %q (%v), want 1.2.3", got, err)
	}
}

func write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}
