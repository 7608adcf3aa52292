package site

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

func TestCompact(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"a.js":   {"// Why.\nconst a = 1; // one\n\n  // More.\n  b('//');\n", "const a = 1; // one\nb('//');\n"},
		"a.css":  {"/* Why,\n   and how. */\n\na { /* b */\n    color: red;\n}\n", "a { \ncolor: red;\n}\n"},
		"a.html": {"<p>\n  // a\n", "<p>\n  // a\n"},
	} {
		if got := string(Compact(name, []byte(tt.in))); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestCompactScripts: no script has a template literal that compact would change, and Node.js reads all of them.
func TestCompactScripts(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("needs Node.js")
	}
	names, err := filepath.Glob("../../../wasm/app/*.js")
	if err != nil || len(names) == 0 {
		t.Fatalf("%q, %v", names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, literal := range regexp.MustCompile("(?s)`.*?`").FindAll(data, -1) {
			if regexp.MustCompile(`\n\s`).Match(literal) {
				t.Errorf("%s: a literal of several lines: %s", name, literal)
			}
		}
		to := filepath.Join(t.TempDir(), filepath.Base(name))
		if err := os.WriteFile(to, Compact(name, data), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(node, "--check", to).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}
