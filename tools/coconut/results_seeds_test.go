package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResultsBySeed checks that recipes of one method have rows of their own, that those that differ in seed and name
// alone have a mean with its interval, and that a control without a row is named.
func TestResultsBySeed(t *testing.T) {
	raw := t.TempDir()
	write := func(model, recipe string, right int, files ...string) {
		t.Helper()
		texts := map[string]string{"training-" + model + ".json": `{"recipe":` + recipe + `,"state":{"step":34}}`}
		for _, file := range files {
			texts["eval-"+model+"-"+file] = fmt.Sprintf(`{"task":"prosqa","model":%q,"method":"coconut","path":"int8",`+
				`"data":%q,"n":1000,"right":%d,"accuracy":0.%d}`, model, file, right, right)
		}
		for name, text := range texts {
			if err := os.WriteFile(filepath.Join(raw, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	recipe := func(name string, seed int, more string) string {
		return fmt.Sprintf(`{"name":%q,"task":"prosqa","seed":%d,"stages":[{"steps":34%s}]}`, name, seed, more)
	}
	write("prosqa-coconut", recipe("prosqa-coconut", 1, ""), 992, "fresh.json", "hard.json")
	write("prosqa-coconut-seed3", recipe("prosqa-coconut-seed3", 3, `,"taught":false`), 981, "fresh.json")
	write("prosqa-coconut-seed2", recipe("prosqa-coconut-seed2", 2, ""), 997, "fresh.json", "hard.json")
	write("prosqa-coconut-unsupervised", recipe("prosqa-coconut-unsupervised", 4, `,"taught":true`), 500, "fresh.json")
	text := resultsPage(t, raw, t.TempDir())
	rest := text
	for _, want := range []string{ // in this order
		"| prosqa-coconut | coconut | 1 | no | – | 99.2 | 99.2 |",
		"| prosqa-coconut-seed2 | coconut | 2 | no | – | 99.7 | 99.7 |",
		"| prosqa-coconut-seed3 | coconut | 3 | no | – | 98.1 | – |",
		"| *mean of 3 seeds* | coconut | – | no | – | 99.0 ± 2.0 | – |",
		"| prosqa-coconut-unsupervised | coconut | 4 | no | – | 50.0 |",
	} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("the page has no %q there:\n%s", want, text)
		}
		rest = after
	}
	_, missing, _ := strings.Cut(text, "Controls that have no row yet: ")
	missing, _, _ = strings.Cut(missing, "\n")
	if !strings.Contains(missing, "prosqa-search") || strings.Contains(missing, "prosqa-coconut-unsupervised") {
		t.Errorf("missing: %q", missing)
	}
	write("prosqa-again", recipe("prosqa-again", 1, ""), 100, "fresh.json")
	if text := resultsPage(t, raw, t.TempDir()); !strings.Contains(text, "*mean of 2 seeds*") {
		t.Errorf("two runs of one seed are not two seeds:\n%s", text)
	}
}
