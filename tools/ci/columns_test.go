package ci

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestColumns checks which lines the check columns complains about.
func TestColumns(t *testing.T) {
	long := strings.Repeat("word ", 24) + "e" // 121 columns
	fits := strings.Repeat("ü", 117)          // 234 bytes
	for name, tt := range map[string]struct {
		file, text string
		bad        bool
	}{
		"comment":               {"a.go", "// " + long + "\n", true},
		"comment that fits":     {"a.go", "// " + fits + "\n", false},
		"comment after a quote": {"a.go", "// an odd ` in a comment\n// " + long + "\n", true},
		"code":                  {"a.go", "\tf(" + long + ")\n", true},
		"string":                {"a.go", "\tf(\"" + long + "\")\n", true},
		"row of strings":        {"a.go", "\t\t{\"" + long + "\", \"b\"},\n", false},
		"row with a function":   {"a.go", "\t\t{\"a\", func() { f(\"" + long + "\") }},\n", true},
		"raw string":            {"a.go", "\tf(`\n" + long + "\n`)\n", false},
		"after a raw string":    {"a.go", "\tf(`\n`)\n\tf(" + long + ")\n", true},
		"directive":             {"a.go", "//go:generate " + long + "\n", false},
		"example output":        {"a_test.go", "\t// Output:\n\t// " + long + "\n", false},
		"after example output":  {"a_test.go", "\t// Output:\n\t// a\n}\n\n// " + long + "\n", true},
		"paragraph":             {"a.md", long + "\n", true},
		"item":                  {"a.md", "- " + long + "\n", true},
		"table":                 {"a.md", "| " + long + " |\n", false},
		"code in Markdown":      {"a.md", "```sh\n" + long + "\n```\n", false},
		"after code":            {"a.md", "```sh\nx\n```\n\n" + long + "\n", true},
		"address":               {"a.md", "https://example.org/" + long + "\n", false},
		"script":                {"a.sh", "# " + long + "\n", true},
		"glue":                  {"a.js", "// " + long + "\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := run(t, nil, "bash", ".ci/checks/columns", path)
			if complains := strings.HasPrefix(out, path+":"); complains != tt.bad || (err != nil) != tt.bad {
				t.Errorf("%v, %q; want a complaint: %t", err, out, tt.bad)
			}
		})
	}
}
