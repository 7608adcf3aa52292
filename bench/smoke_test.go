package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFigures(t *testing.T) {
	r := testReport()
	r.Results = append(r.Results, &result{Name: simd128Int8, WallMS: map[string][]float64{"decode": {20, 18, 33}},
		KernelRates: map[string][]float64{"ceiling": {100}, "int8, 128": {50}}})
	got := r.figures()
	for name, want := range map[string]float64{
		"int8 decode, relaxed to SIMD128": 2, // of 2, 1.5 and 3
		"int8, prefill to decode":         6, // of 10, 6 and 2.75
		"int8, latent step to token":      2,
		"relaxed SIMD kernel, int8, 1":    0.41, // of 40/90, 41/100 and 45/110
		"SIMD128 kernel, int8, 128":       0.5,
	} {
		if math.Abs(got[name]-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if len(got) != 5 {
		t.Errorf("figures of what was not measured: %v", got)
	}
}

// TestAddSmoke keeps the runs of other commits and machines, and the latest of each.
func TestAddSmoke(t *testing.T) {
	dir := t.TempDir()
	add := func(commit, machine string, ratio float64) {
		t.Helper()
		run := smokeFigures{Commit: commit, Machine: machine, Figures: map[string]float64{"decode, int4 to int8": ratio,
			"SIMD128 kernel, int8, 1": ratio / 10}}
		if err := addSmoke(dir, run); err != nil {
			t.Fatal(err)
		}
	}
	add("aaa", "one", 1.5)
	add("bbb", "one", 1.25)
	add("aaa", "two", 1.75)
	add("bbb", "one", 2.5)
	runs, err := readSmoke(dir)
	if err != nil || len(runs) != 3 || runs[2].Commit != "bbb" {
		t.Fatalf("the runs are %+v, %v", runs, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, smokeFile+".md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1. aaa, ", "3. bbb, ", "| decode, int4 to int8 | 1.50 | 1.75 | 2.50 |",
		"| SIMD128 kernel, int8, 1 | 15 % | 18 % | 25 % |", "| int8, prefill to decode | – | – | – |"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, smokeFile+".json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := addSmoke(dir, smokeFigures{}); err == nil || !strings.Contains(err.Error(), smokeFile) {
		t.Errorf("a file that cannot be read gives %v", err)
	}
}
