package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/analysis/stopping"
	"github.com/coconut-page/coconut/weights"
)

// TestFitStop fits a stop head to the shipped model: the new model stops by itself, keeps the other weights' files, and
// is measured beside its controls, in JSON, as a table, and on the results page.
func TestFitStop(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stopping")
	data := generated(t, "60")
	out, err := command(t, "fit-stop", model, "--out", dir, "--n", "300", "--kinds", "official,small", "--cost", "0.05",
		"--exclude", data)
	if err != nil || !strings.Contains(out, "on 300 generated questions: ") {
		t.Fatalf("%v: %s", err, out)
	}
	for _, kind := range []string{"chunks", "files"} { // what was there is there still, but for a head's own
		before, after := names(t, filepath.Join(model, kind)), names(t, filepath.Join(dir, kind))
		kept := 0
		for _, name := range before {
			if strings.Contains(strings.Join(after, " "), name) {
				kept++
			}
		}
		if kept < len(before)-1 || len(after) > len(before)+1 {
			t.Errorf("%s: %q, before %q", kind, after, before)
		}
	}
	if out, err = command(t, "stopping", "--data", data, "--model", dir, "--json"); err != nil {
		t.Fatal(err)
	}
	lines, err := readLines[stopped]([]byte(out))
	if err != nil || len(lines) != 6 || lines[0].Name != stopping.PolicyHead {
		t.Fatalf("%v: %s", err, out)
	}
	if head, full := lines[0], lines[1]; head.Policy.Thoughts >= full.Policy.Thoughts || head.Right < full.Right-6 ||
		head.N != 60 || full.Policy.Thoughts != 6 {
		t.Errorf("the head %+v, all thoughts %+v", head, full)
	}
	if p := lines[5]; p.Name != stopping.PolicyPlanned || p.Policy.Thoughts < lines[0].Policy.Thoughts {
		t.Errorf("what the question alone tells: %+v", p)
	}
	table, err := command(t, "stopping", "--data", data, "--model", dir)
	if err != nil || !strings.Contains(table, "as needed") || !strings.Contains(table, "after 6") {
		t.Errorf("the table: %v\n%s", err, table)
	}
	raw := t.TempDir()
	for name, text := range map[string]string{
		"stopping-x.json": out,
		"eval-x.json":     `{"task":"prosqa","model":"m","method":"cot","path":"int8","data":"x","n":8,"right":2}`,
		"training-m.json": `{"recipe":{"task":"prosqa"},"state":{"step":3,"examples":5,"seconds":9}}`,
	} {
		if err := os.WriteFile(filepath.Join(raw, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page := resultsPage(t, raw, t.TempDir())
	for _, want := range []string{"### Stopping by itself: prosqa-coconut on fresh.json", "| all thoughts | ",
		"| 6.00 | ", "| after 1 | after 2 |"} {
		if !strings.Contains(page, want) {
			t.Errorf("the results page has no %q:\n%s", want, page)
		}
	}
	checkFitted(t, dir)

	out, err = command(t, "stopping", "--data", data, "--limit", "1", "--model", dir, "--json")
	if err != nil || strings.Count(out, "\n") != 5 || strings.Contains(out, stopping.PolicyPlanned) {
		t.Errorf("too few questions to fit a plan to: %v\n%s", err, out)
	}
}

// checkFitted checks what the model says of its head.
func checkFitted(t *testing.T, dir string) {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	text, err := store.File(t.Context(), stopping.File)
	if err != nil {
		t.Fatal(err)
	}
	var about fitted
	if err := json.Unmarshal(text, &about); err != nil || about.Questions != 300 || len(about.Kinds) != 2 ||
		about.Cost != 0.05 || about.Thoughts <= 1 || about.Full < about.Right-15 {
		t.Errorf("%s: %+v, %v", text, about, err)
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		all = append(all, f.Name())
	}
	return all
}

// TestStoppingErrors: what cannot be measured or fitted is refused with a way out.
func TestStoppingErrors(t *testing.T) {
	data := generated(t, "1")
	out := filepath.Join(t.TempDir(), "x")
	pause := filepath.Join(filepath.Dir(model), "prosqa-pause")
	for want, args := range map[string][]string{
		"coconut fit-stop gives it one": {"stopping", "--data", data, "--model", pause},
		"is for task prosqa":            {"stopping", "--task", "prontoqa", "--data", foreign(t), "--model", model},
		"whose questions take no":       {"fit-stop", pause, "--out", out},
		"--kinds":                       {"fit-stop", model, "--out", out, "--kinds", "odd"},
		"missing.json: no such file":    {"fit-stop", model, "--out", out, "--exclude", "missing.json"},
		"--out is the model itself":     {"fit-stop", model, "--out", model},
	} {
		if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("coconut %q: %v, want %q", args, err, want)
		}
	}
}

// foreign is a data file of another task.
func foreign(t *testing.T) string {
	t.Helper()
	text, err := command(t, "generate", "--task", "prontoqa", "--n", "1")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "prontoqa.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
