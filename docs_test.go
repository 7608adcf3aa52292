package coconut_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fence matches a piece of Go in docs/go.md.
var fence = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// TestGuide holds docs/go.md to code that is compiled, and run by tests: what it shows stands in an example, line by
// line, but for lines of comment alone. Its first piece is a whole program, which is run as the page says.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile("docs/go.md")
	if err != nil {
		t.Fatal(err)
	}
	pieces := fence.FindAllStringSubmatch(string(page), -1)
	if len(pieces) < 6 {
		t.Fatalf("docs/go.md has %d pieces of Go", len(pieces))
	}
	t.Run("start", func(t *testing.T) { runOutside(t, pieces[0][1]) })
	code := exampleCode(t)
	for _, piece := range pieces[1:] {
		if !strings.Contains(code, plain(piece[1])) {
			t.Errorf("no example has these lines of docs/go.md:\n%s", piece[1])
		}
	}
}

// plain returns code without indentation, comments and empty lines.
func plain(code string) string {
	var lines strings.Builder
	for line := range strings.Lines(code) {
		line, _, _ = strings.Cut(line, " // ")
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			lines.WriteString(line + "\n")
		}
	}
	return lines.String()
}

// exampleCode returns all examples, plain.
func exampleCode(t *testing.T) string {
	files, err := filepath.Glob("example*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir("examples", func(path string, d fs.DirEntry, err error) error {
		if filepath.Base(path) == "main.go" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.WriteString(plain(string(data)))
	}
	return code.String()
}

// runOutside runs a program in a module of its own, that has this one by a replace line. No network is asked: the
// checksums are this module's, so that no database of them is needed.
func runOutside(t *testing.T, program string) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"main.go": []byte(program), "go.sum": sums} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const path = "github.com/coconut-page/coconut"
	var out []byte
	for _, args := range [][]string{
		{"mod", "init", "example.org/mine"},
		{"mod", "edit", "-require", path + "@v0.0.0", "-replace", path + "=" + root},
		{"run", "-mod=mod", "."},
	} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK=off")
		if out, err = cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	if string(out) != "Tom is a pet.\n" {
		t.Errorf("the program says %q", out)
	}
}
