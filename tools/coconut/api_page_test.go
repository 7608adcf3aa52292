package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/internal/realmodel"
)

// apiPage is docs/api.md, seen from this folder.
const apiPage = "../../docs/api.md"

// example is a program on the page, and what it prints there; … stands for anything.
type example struct {
	language, needs string // needs is a language model, or ""
	line            int
	source, output  string
}

// runners run a program in each language of the page.
var runners = map[string]struct {
	file    string
	command []string
}{
	"sh":     {"example.sh", []string{"bash", "-eu"}},
	"js":     {"example.mjs", []string{"node"}},
	"python": {"example.py", []string{"python3"}},
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)(?: (\\w+))?\n(.*?)^```$")

// examplesOf reads a page's fenced blocks: each program is followed by its output.
func examplesOf(t *testing.T, page string) []example {
	t.Helper()
	var all []example
	for _, at := range fence.FindAllStringSubmatchIndex(page, -1) {
		language, body := page[at[2]:at[3]], page[at[6]:at[7]]
		last := len(all) - 1
		switch {
		case language != "text":
			e := example{language: language, source: body, line: strings.Count(page[:at[0]], "\n") + 1}
			if at[4] >= 0 {
				e.needs = page[at[4]:at[5]]
			}
			all = append(all, e)
		case last < 0 || all[last].output != "":
			t.Fatalf("an output belongs to no program: %s", body)
		default:
			all[last].output = body
		}
	}
	return all
}

// TestAPIPage runs every example of docs/api.md against a server, and compares what it prints.
func TestAPIPage(t *testing.T) {
	page, err := os.ReadFile(apiPage)
	if err != nil {
		t.Fatal(err)
	}
	examples := examplesOf(t, string(page))
	addr := startServe(t, "--dir", "", "--model", model, "--model", "../../weights/models/prosqa-cot")
	languages := map[string]int{}
	for _, e := range examples {
		languages[e.language]++
		t.Run(fmt.Sprintf("line %d, %s", e.line, e.language), func(t *testing.T) {
			if e.needs == "" {
				e.run(t, addr)
				return
			}
			if testing.Short() {
				t.Skip("it loads a language model")
			}
			language := realmodel.Folder(t, "../..", e.needs+"-135m-int8")
			e.run(t, startServe(t, "--dir", "", "--model", language))
		})
	}
	if languages["sh"] < 2 || languages["js"] < 2 || languages["python"] < 2 {
		t.Errorf("the page has examples in %v", languages)
	}
}

// run runs a program as it is on the page, but for the server's address.
func (e example) run(t *testing.T, addr string) {
	runner, known := runners[e.language]
	if !known || e.output == "" {
		t.Fatalf("a block in %q, with the output %q", e.language, e.output)
	}
	if _, err := exec.LookPath(runner.command[0]); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	const usual = "127.0.0.1:8080"
	if !strings.Contains(e.source, usual) {
		t.Fatalf("it asks no server: %s", e.source)
	}
	file := filepath.Join(t.TempDir(), runner.file)
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(e.source, usual, addr)), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	out, err := exec.CommandContext(ctx, runner.command[0], append(runner.command[1:], file)...).CombinedOutput()
	if err != nil || !e.prints(string(out)) {
		t.Errorf("%v; it prints\n%s\nand the page says\n%s", err, out, e.output)
	}
}

// prints reports whether a text is the output that the page has.
func (e example) prints(text string) bool {
	parts := strings.Split(strings.TrimSpace(e.output), "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$").MatchString(strings.TrimSpace(text))
}

// TestExamplePrints checks that another output than the page's is noticed.
func TestExamplePrints(t *testing.T) {
	e := example{output: "{\"a\":…,\"b\":2}\nend\n"}
	for text, want := range map[string]bool{
		"{\"a\":1,\"b\":2}\nend\n": true, "{\"a\":\n,\"b\":2}\nend": true, "{\"a\":1,\"b\":3}\nend": false,
		"{\"a\":1,\"b\":2}\nend.": false, "": false,
	} {
		if got := e.prints(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
