package npm_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inWorkshop runs a script of bundlers/ in the workshop, and decodes what it prints.
func inWorkshop(t *testing.T, script string, into any, args ...string) {
	t.Helper()
	dir := workshop(t)
	source, err := os.ReadFile(filepath.Join("bundlers", script))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, script), source, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", append([]string{script}, args...)...)
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
}

// TestAISDK puts models into the real AI SDK: a model of a task, whose thoughts become reasoning, and a language model,
// also under a schema and with an aborted call. Every text is compared with what the package itself says.
func TestAISDK(t *testing.T) {
	var r struct {
		Task, Streamed, Expected string
		Reasoning                string
		Parts                    []string
		Text, TextStreamed       string
		TextExpected             string
		Finish                   string
		Input, Output, Cached    int
		Object                   map[string]any
		Warnings                 []string
		Aborted, Refused         string
	}
	inWorkshop(t, "ai.mjs", &r, modelsDir(t), questions[0], schemaText)
	if r.Task != "Tom is a pet." || r.Streamed != r.Task || r.Expected != r.Task {
		t.Errorf("the answers are %q, %q and %q", r.Task, r.Streamed, r.Expected)
	}
	if strings.Count(r.Reasoning, "thought ") != 6 || !strings.Contains(r.Reasoning, " %") {
		t.Errorf("the reasoning is %q, want six thoughts with shares", r.Reasoning)
	}
	if r.Text == "" || r.Text != r.TextExpected || r.TextStreamed != r.TextExpected {
		t.Errorf("the texts are %q and %q, want %q", r.Text, r.TextStreamed, r.TextExpected)
	}
	if r.Finish != "length" || r.Input == 0 || r.Output != 12 || r.Cached > r.Input {
		t.Errorf("it ended by %q with %d tokens of %d", r.Finish, r.Output, r.Input)
	}
	if len(r.Object) == 0 {
		t.Error("there is no object")
	}
	if strings.Join(r.Warnings, " ") != "presencePenalty frequencyPenalty" {
		t.Errorf("warnings for %q", r.Warnings)
	}
	if r.Aborted != "enough" || !strings.Contains(r.Refused, "no file") {
		t.Errorf("an aborted call says %q, a file %q", r.Aborted, r.Refused)
	}
}

// TestPromptAPI uses the adapter as a page that was written for the browsers' own model does.
func TestPromptAPI(t *testing.T) {
	var r struct {
		Before, After   string
		Progress        []float64
		First, Streamed string
		Expected        []string
		Usage, Window   int
		Measured        int
		Yes             bool
		Cloned          string
		Destroyed       string
		Aborted         string
		Refused         []string
	}
	inWorkshop(t, "prompt.mjs", &r, modelsDir(t))
	if r.Before != "downloadable" || r.After != "available" {
		t.Errorf("it is %q before and %q after", r.Before, r.After)
	}
	if n := len(r.Progress); n == 0 || r.Progress[n-1] != 1 {
		t.Errorf("progress %v, want up to 1", r.Progress)
	}
	if r.First == "" || r.First != r.Expected[0] || r.Streamed != r.Expected[1] || r.Cloned != r.Streamed {
		t.Errorf("it says %q, %q and, as a clone, %q; want %q", r.First, r.Streamed, r.Cloned, r.Expected)
	}
	if r.Usage == 0 || r.Window <= r.Usage || r.Measured == 0 {
		t.Errorf("usage %d of %d, measured %d", r.Usage, r.Window, r.Measured)
	}
	if r.Destroyed != "AbortError" || r.Aborted != "enough" {
		t.Errorf("a destroyed session says %q, an aborted prompt %q", r.Destroyed, r.Aborted)
	}
	if strings.Join(r.Refused, " ") != "options schema options" {
		t.Errorf("refused by %q", r.Refused)
	}
}

// TestAdapterTypes compiles programs with the adapters' types, among them one that gives our provider to the SDK's own.
func TestAdapterTypes(t *testing.T) {
	dir := workshop(t)
	for name, options := range map[string][]string{
		"adapters.ts": {"--types", "react"},
		"sdk.ts":      {"--types", "node", "--skipLibCheck"}, // the SDK's own types do not compile without that
	} {
		source, err := os.ReadFile(filepath.Join("bundlers", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), source, 0o644); err != nil {
			t.Fatal(err)
		}
		tsc := filepath.Join(dir, "..", "node_modules", "typescript", "bin", "tsc")
		cmd := exec.CommandContext(t.Context(), "node", append([]string{tsc, "--noEmit", "--strict", "--target", "es2022",
			"--lib", "es2023,dom,dom.iterable,esnext.disposable", "--module", "esnext", "--moduleResolution", "bundler", name},
			options...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
