package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/weights"
)

// TestIntervene checks that the shipped model's answers stay with the thoughts of the same facts in another order, and
// follow those of a question with one fact edited; that JSON and table say the same; and that a model without thoughts
// is refused.
func TestIntervene(t *testing.T) {
	data := generated(t, "30")
	args := []string{"intervene", "--data", data, "--model", model, "--what", "matched,unmatched,zero:1"}
	out, err := command(t, append(args, "--json")...)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]treated{}
	for line := range strings.Lines(out) {
		var f treated
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		found[f.Condition] = f
	}
	if f := found[causal.Unchanged]; f.Right < 29 || f.N != 30 || f.Thoughts != 6 || f.Model != "prosqa-coconut" {
		t.Errorf("unchanged: %+v", f)
	}
	if f := found["matched"]; f.Predicted < 29 {
		t.Errorf("the same facts in another order: %+v", f)
	}
	if f := found["unmatched"]; f.N < 10 || 2*f.Predicted < f.N || f.Before > 1 {
		t.Errorf("one fact edited: %+v", f)
	}
	table, err := command(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"prosqa-coconut on ", "30 questions, 6 thoughts", "unmatched", "as predicted"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table has no %q:\n%s", want, table)
		}
	}
	for want, args := range map[string][]string{
		"takes no thoughts":     {"--model", "../../weights/models/prosqa-cot"},
		"--what":                {"--model", model, "--what", "kill"},
		"takes 6 thoughts":      {"--model", model, "--what", "truncate:7"},
		"one number":            {"--model", model, "--thoughts", "1..3"},
		"no such model":         {"--model", model, "--control", "nope"},
		"pause: causal":         {"--model", "../../weights/models/prosqa-pause"},
		"its latent steps read": {"--model", model, "--control", "../../weights/models/prosqa-pause", "--what", "zero"},
		"zero:0 is there twice": {"--model", model, "--what", "zero,zero:0"},
		"no effect without":     {"--model", model, "--what", "zero", "--donor", model},
		"prosqa-cot takes no":   {"--model", model, "--what", "transplant", "--donor", "../../weights/models/prosqa-cot"},
		"prosqa-pause takes no": {"--model", model, "--what", "transplant", "--donor", "../../weights/models/prosqa-pause"},
		"name it by --donor":    {"--model", model, "--what", "transplant"},
		"--donor: model": {"--model", model, "--what", "transplant", "--donor",
			"../../weights/models/prontoqa-coconut"},
	} {
		if out, err := command(t, append([]string{"intervene", "--data", data}, args...)...); err == nil ||
			!strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%v: %v, want %q alone; it prints %q", args, err, want, out)
		}
	}
}

// TestWays counts the ways of which README.md and docs/intervene.md speak.
func TestWays(t *testing.T) {
	if all, graph, other := len(causal.About()), len(defaultConditions[true]), len(defaultConditions[false]); all != 13 ||
		graph != 9 || other != 7 {
		t.Errorf("%d ways, of which %d or %d are the default: correct the numbers there", all, graph, other)
	}
}

// TestTransplant: a model's own thoughts, transplanted, leave its answers as they are; those of a model that was
// trained to do without thoughts, and is made to take some, do not.
func TestTransplant(t *testing.T) {
	data := generated(t, "20")
	for donor, most := range map[string][2]int{model: {0, 0}, thoughtful(t, "prosqa-icot"): {5, 20}} {
		out, err := command(t, "intervene", "--data", data, "--model", model, "--what", "transplant", "--donor", donor,
			"--json")
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		var f treated
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &f); err != nil {
			t.Fatal(err)
		}
		if f.Condition != "transplant" || f.Changed < most[0] || f.Changed > most[1] {
			t.Errorf("thoughts of %s: %+v, want %d to %d other answers", donor, f, most[0], most[1])
		}
	}
}

// thoughtful is a copy of a model of ours that says it takes six thoughts.
func thoughtful(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../weights/models", name))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, weights.ManifestName)
	var manifest map[string]any
	if err := json.Unmarshal([]byte(readFileText(t, path)), &manifest); err != nil {
		t.Fatal(err)
	}
	manifest["config"].(map[string]any)["n_thoughts"] = 6
	data, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, string(data))
	return dir
}

// TestPatch exchanges what a thought names for another word: most answers become the ones that follow from it, and with
// the right word in its place most stay.
func TestPatch(t *testing.T) {
	out, err := command(t, "intervene", "--data", generated(t, "40"), "--model", model, "--what", "patch,patchmatched",
		"--json")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		var f treated
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.Condition != causal.Unchanged && (f.N < 20 || f.Predicted < f.N*8/10 || f.Condition == "patch" && f.Before > 1) {
			t.Errorf("%+v", f)
		}
	}
}
