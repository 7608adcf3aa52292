package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun checks which versions are taken, and that what is written holds them.
func TestRun(t *testing.T) {
	for text, ok := range map[string]bool{
		"0.1.0\n": true, "1.22.333": true, "1.0.0-rc.1\n": true,
		"": false, "v1.0.0": false, "1.0": false, "01.0.0": false, "1.0.0+meta": false, "1.0.0\n\n": false,
		"1.0.0\"\nfunc": false,
	} {
		from, to := filepath.Join(t.TempDir(), "VERSION"), filepath.Join(t.TempDir(), "number_gen.go")
		if err := os.WriteFile(from, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := run(from, to); (err == nil) != ok || err != nil && !errors.Is(err, errNumber) {
			t.Errorf("%q: %v", text, err)
		}
		source, err := os.ReadFile(to)
		want := "const Number = \"" + strings.TrimSpace(text) + "\"\n"
		if ok && (err != nil || !strings.HasSuffix(string(source), want)) {
			t.Errorf("%q: wrote %q, %v", text, source, err)
		}
	}
}
