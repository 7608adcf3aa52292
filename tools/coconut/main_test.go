package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

const model = "../../weights/models/prosqa-coconut"

// command runs the program's command tree and returns what it prints.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(io.Discard)
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// generated writes n fresh questions to a file.
func generated(t *testing.T, n string) string {
	t.Helper()
	out, err := command(t, "generate", "--task", "prosqa", "--n", n, "--seed", "7")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fresh.json")
	if err := os.WriteFile(path, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGenerate(t *testing.T) {
	items, err := readItems("prosqa", generated(t, "5"), 0)
	if err != nil || len(items) != 5 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	if want := prosqa.NewGenerator(7).Next().Question; items[0].Text != want {
		t.Error("seed 7 gives another first question than the generator")
	}
}

// TestGenerateKinds checks that every kind gives questions that the reader accepts, counterfactual ones in pairs.
func TestGenerateKinds(t *testing.T) {
	for kind, want := range map[string]int{"official": 3, "hard": 3, "large": 3, "small": 3, "counterfactual": 6} {
		out, err := command(t, "generate", "--kind", kind, "--n", "3")
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if items, err := prosqa.ReadItems(strings.NewReader(out)); err != nil || len(items) != want {
			t.Errorf("%s: %d questions, %v, want %d", kind, len(items), err, want)
		}
	}
}

func TestFollows(t *testing.T) {
	var answers []accuracy.Answer
	for _, right := range []bool{true, true, true, false, false, false, true, true} {
		answers = append(answers, accuracy.Answer{Right: right})
	}
	if got := follows(answers); got != 0.5 {
		t.Errorf("two of four pairs right: follows = %v, want 0.5", got)
	}
}

func TestAskJSON(t *testing.T) {
	out, err := command(t, "ask", "--json", "--trace", "--thoughts", "3", "--model", model,
		"Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?")
	if err != nil {
		t.Fatal(err)
	}
	var res reasoner.Result
	if err := json.Unmarshal([]byte(out), &res); err != nil {
		t.Fatal(err)
	}
	if res.Thoughts != 3 || res.Expected != "Tom is a gerpus." || len(res.Steps) == 0 || len(res.Tokens) == 0 {
		t.Errorf("result %+v", res)
	}
}

func TestEvalJSON(t *testing.T) {
	out, err := command(t, "eval", "--json", "--limit", "8", "--model", model, "--data", generated(t, "10"))
	if err != nil {
		t.Fatal(err)
	}
	var e evaluation
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Fatal(err)
	}
	if e.N != 8 || e.Accuracy != float64(e.Right)/8 || e.TokensMean <= 6 || e.MSMedian <= 0 || e.Task != "prosqa" ||
		e.Method != "coconut" {
		t.Errorf("evaluation %+v", e)
	}
}

// TestResults checks that raw results become a page and a card with their figures, and that missing figures are not
// made up.
func TestResults(t *testing.T) {
	models, raw := t.TempDir(), t.TempDir()
	if err := os.CopyFS(filepath.Join(models, "prosqa-coconut"), os.DirFS(model)); err != nil {
		t.Fatal(err)
	}
	data := generated(t, "4")
	for name, args := range map[string][]string{
		"eval-x.json":  {"eval", "--json", "--model", model, "--data", data},
		"stats-x.json": {"stats", "--json", "--data", data},
	} {
		out, err := command(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(raw, name), []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := command(t, "analyze", "--model", model, "--data", data, "--limit", "2", "--out",
		filepath.Join(raw, "m")); err != nil {
		t.Fatal(err)
	}
	text := resultsPage(t, raw, models)
	for _, want := range []string{"| prosqa-coconut | coconut | 1 | yes | – | 100.0 | – | – | – | – | 97.0 ± 0.3 |",
		"fresh.json (4)", "m/tree.svg", "hallucination"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	card, err := os.ReadFile(filepath.Join(models, "prosqa-coconut", "README.md"))
	if err != nil || !strings.Contains(string(card), "| fresh.json (4) | 6 | 100.0 % |") {
		t.Errorf("the card: %v, %s", err, card)
	}
	if _, err := command(t, "results", "--raw", t.TempDir()); err == nil ||
		!strings.Contains(err.Error(), "make results") {
		t.Errorf("without raw results: %v", err)
	}
}

// resultsPage returns the page that coconut results writes.
func resultsPage(t *testing.T, raw, models string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "results.md")
	if _, err := command(t, "results", "--raw", raw, "--models", models, "--out", page); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestResultsOfAnUnshippedModel checks that a measured model that is not in the repository has its rows, but gets no
// card.
func TestResultsOfAnUnshippedModel(t *testing.T) {
	models, raw := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"eval-prosqa-no-thought-fresh.json": `{"task":"prosqa","model":"prosqa-no-thought","method":"no-thought","path":"int8","data":"fresh.json","n":8,"right":2,"accuracy":0.25}`,
		"training-prosqa-no-thought.json":   `{"recipe":{"task":"prosqa"},"state":{"step":34,"examples":56,"seconds":120}}`,
	} {
		if err := os.WriteFile(filepath.Join(raw, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := resultsPage(t, raw, models)
	for _, want := range []string{"| prosqa-no-thought | no-thought | 0 | no | – | 25.0 | – | – | – | – | 95.5 ± 1.1 |",
		"| prosqa-no-thought | 34 | 0 | no | 56 | 2.0 |"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q:\n%s", want, text)
		}
	}
	if cards, err := filepath.Glob(filepath.Join(models, "*")); err != nil || len(cards) > 0 {
		t.Errorf("a model that is not shipped got %q, %v", cards, err)
	}
}

// TestRemoteModel checks that a model is loaded over HTTP, kept in the user's cache folder, and available when the
// server is down.
func TestRemoteModel(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	server := httptest.NewServer(http.FileServer(http.Dir(model)))
	ask := func() error {
		out, err := command(t, "ask", "--model", server.URL,
			"Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?")
		if err == nil && !strings.HasPrefix(out, "Tom is a gerpus.") {
			t.Errorf("the answer is %q", out)
		}
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	server.Close()
	if err := ask(); err != nil {
		t.Errorf("without the server: %v", err)
	}
}

func TestErrors(t *testing.T) {
	const gsm8kRecipe = "../../train/recipes/gsm8k-smollm2-cot.json"
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ask", "--model", "nowhere", "Is Tom a cat or dog?"}, "no such model"},
		{[]string{"ask", "--model", model, "Cats purr."}, "sentence 1"},
		{[]string{"eval", "--data", "missing.json"}, "missing.json"},
		{[]string{"eval", "--data", "x", "--task", "chess"}, "chess"},
		{[]string{"generate", "--n", "0"}, `--n is "0"`},
		{[]string{"generate", "--kind", "easy"}, "easy"},
		{[]string{"bundle", "--site", "nowhere"}, "nowhere"},
		{[]string{"serve", "--dir", "nowhere"}, "nowhere"},
		{[]string{"train", "--recipe", "missing.json"}, "missing.json"},
		{[]string{"train", "--recipe", gsm8kRecipe, "--dir", dir}, "--init"},
		{[]string{"train", "--recipe", gsm8kRecipe, "--dir", dir, "--init", "nowhere"}, "nowhere"},
		{[]string{"train", "--recipe", gsm8kRecipe, "--dir", dir, "--init", model}, "import a language model"},
		{[]string{"train", "--recipe", gsm8kRecipe, "--dir", dir, "--exclude", "missing.txt"}, "missing.txt"},
		{[]string{"train", "--recipe", "../../train/recipes/smoke.json", "--dir", dir, "--init", model}, "recipes with text"},
	} {
		if _, err := command(t, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("coconut %s: error is %v, want one about %q", strings.Join(c.args, " "), err, c.want)
		}
	}
}

// TestHelp checks that every command has a help text with an example.
func TestHelp(t *testing.T) {
	for _, c := range newRoot().Commands() {
		out, err := command(t, c.Name(), "--help")
		if err != nil || !strings.Contains(out, "Examples:") {
			t.Errorf("coconut %s --help: %v, example: %v", c.Name(), err, strings.Contains(out, "Examples:"))
		}
	}
}

func TestSiteHandler(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"index.html": somePage, "app.wasm": "\x00asm"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	files, err := siteHandler(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- serve(t.Context(), listener, files, time.Second) }()
	for name, want := range map[string]string{"": "text/html; charset=utf-8", "app.wasm": "application/wasm"} {
		resp, err := http.Get("http://" + listener.Addr().String() + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || got != want {
			t.Errorf("/%s: %s, type %q, want %q", name, resp.Status, got, want)
		}
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	<-done
}

func TestLicences(t *testing.T) {
	out, err := command(t, "licences")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Copyright 2009 The Go Authors", "github.com/gomlx/gomlx v",
		"github.com/inconshreveable/mousetrap v" /* Windows alone */} {
		if !strings.Contains(out, want) {
			t.Errorf("the notices do not have %q", want)
		}
	}
}
