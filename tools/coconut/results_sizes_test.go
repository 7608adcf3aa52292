package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResultsBySize checks that a task whose questions have a size has a table by it, and others have none.
func TestResultsBySize(t *testing.T) {
	raw := t.TempDir()
	for name, text := range map[string]string{
		"eval-arithmetic-coconut-arithmetic_fresh.json": `{"task":"arithmetic","model":"arithmetic-coconut","method":"coconut","path":"int8","data":"arithmetic_fresh.json","n":60,"right":50,"accuracy":0.83,"by":"operations","by_steps":[{"steps":1,"n":40,"right":39},{"steps":3,"n":20,"right":11}]}`,
		"eval-arithmetic-cot-arithmetic_fresh.json":     `{"task":"arithmetic","model":"arithmetic-cot","method":"cot","path":"int8","data":"arithmetic_fresh.json","n":30,"right":10,"accuracy":0.33,"by":"operations","by_steps":[{"steps":3,"n":30,"right":10}]}`,
		"eval-prosqa-cot-prosqa_valid.json":             `{"task":"prosqa","model":"prosqa-cot","method":"cot","path":"int8","data":"prosqa_valid.json","n":8,"right":2,"accuracy":0.25,"by_steps":[{"steps":3,"n":8,"right":2}]}`,
		"training-arithmetic-coconut.json":              `{"recipe":{"task":"arithmetic"},"state":{"step":1500}}`,
		"training-arithmetic-cot.json":                  `{"recipe":{"task":"arithmetic"},"state":{"step":1500}}`,
		"training-prosqa-cot.json":                      `{"recipe":{"task":"prosqa"},"state":{"step":34}}`,
	} {
		if err := os.WriteFile(filepath.Join(raw, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := resultsPage(t, raw, t.TempDir())
	for _, want := range []string{"Right in percent by the number of operations, fresh (2,000):", "| model | 1 | 3 |",
		"| arithmetic-coconut | 97.5 | 55.0 |", "| arithmetic-cot | – | 33.3 |"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "| prosqa-cot | 25.0 |\n") || strings.Count(text, "by the number of") != 1 {
		t.Errorf("ProsQA has a table by size:\n%s", text)
	}
}
