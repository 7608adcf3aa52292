package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRollouts samples from the shipped model: with its thoughts nearly all texts are right and alike, without any they
// are not; the same seed gives the same texts; and the results page shows them.
func TestRollouts(t *testing.T) {
	data := generated(t, "10")
	args := []string{"rollouts", "--data", data, "--model", model, "--samples", "10", "--json"}
	out, err := command(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	var lines []rolled
	for line := range strings.Lines(out) {
		var l rolled
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if len(lines) != 7 {
		t.Fatalf("%d lines, want one for each of 0 to 6 thoughts", len(lines))
	}
	first, last := lines[0], lines[6]
	if last.Thoughts != 6 || last.N != 10 || last.Samples != 10 || last.Pass1 < 0.9 || last.Greedy.Count < 9 {
		t.Errorf("with all thoughts: %+v", last)
	}
	if first.Pass1 > last.Pass1-0.3 || first.Distinct < last.Distinct+0.5 {
		t.Errorf("without thoughts %+v, with them %+v", first, last)
	}
	if again, err := command(t, args...); err != nil || again != out {
		t.Errorf("the same seed gives other texts: %v\n%s%s", err, out, again)
	}
	if other, err := command(t, append(args, "--seed", "1")...); err != nil || other == out {
		t.Errorf("another seed gives the same texts: %v", err)
	}
	for samples, want := range map[string]int{"10": 1, "11": 2} { // columns of pass@10 and more
		table, err := command(t, "rollouts", "--data", data, "--model", model, "--thoughts", "1", "--limit", "2", "--samples",
			samples)
		if err != nil || strings.Count(table, "pass@1") != 1+want || !strings.Contains(table, "pass@"+samples) {
			t.Errorf("of %s samples, %v:\n%s", samples, err, table)
		}
	}
	raw := t.TempDir()
	for name, text := range map[string]string{
		"rollouts-x.json": out,
		"eval-x.json":     `{"task":"prosqa","model":"m","method":"cot","path":"int8","data":"x","n":8,"right":2}`,
		"training-m.json": `{"recipe":{"task":"prosqa"},"state":{"step":3,"examples":5,"seconds":9}}`,
	} {
		if err := os.WriteFile(filepath.Join(raw, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text := resultsPage(t, raw, t.TempDir()); !strings.Contains(text, "### What it may still say: prosqa-coconut") ||
		!strings.Contains(text, "pass@10, %") {
		t.Errorf("the results page is\n%s", text)
	}
	for want, args := range map[string][]string{
		"--temperature 0": {"rollouts", "--data", data, "--model", model, "--temperature", "0"},
		"--samples":       {"rollouts", "--data", data, "--model", model, "--samples", "0"},
	} {
		if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}
