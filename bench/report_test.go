package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func testReport() *report {
	return &report{Date: "2026-11-24", Machine: "a machine", Rounds: 3, Prefill: 128, Steps: 64, Results: []*result{
		{Name: "ours, relaxed SIMD, int8", ModelBytes: 1e8, WasmMemory: 160e6, PeakRSS: 300e6, LoadMS: 1234.5,
			WallMS:      map[string][]float64{"prefill": {1, 2, 4}, "decode": {10, 12, 11}, "think": {5, 6, 8}},
			CPUMS:       map[string][]float64{"decode": {9, 9, 10}},
			KernelRates: map[string][]float64{"ceiling": {90, 100, 110}, "int8, 1": {40, 41, 45}}},
		{Name: "wllama 2.3.1, Q8_0", WallMS: map[string][]float64{"prefill": {10, 10, 40}, "decode": {20, 36, 22}}},
	}}
}

func TestMarkdown(t *testing.T) {
	text := testReport().markdown()
	for _, want := range []string{
		"| ours, relaxed SIMD, int8 | 500.0 | 90.9 | 166.7 | 9.00 | 1234 | 300 | 160 | 100.0 |",
		"| wllama 2.3.1, Q8_0 | 100.0 | 45.5 | – | – | – | – | – | 0.0 |",
		"- decode: ours, relaxed SIMD, int8 is 2.00 times as fast as wllama 2.3.1, Q8_0", // of 2, 3 and 2
		"- prefill: ours, relaxed SIMD, int8 is 10.00 times as fast as wllama 2.3.1, Q8_0",
		"| relaxed SIMD | 100.0 | 41.0 (41 %) |",
		"- ours, relaxed SIMD, int8: a latent step is 2.00 times as fast as a token",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	real := testReport()
	real.SmolLM2 = true
	if text := real.markdown(); !strings.Contains(text, "# SmolLM2-135M") || strings.Contains(text, "## Kernels") ||
		!strings.Contains(text, "benchmarks-smollm2.png") {
		t.Errorf("the page of the real model is\n%s", text)
	}
	if strings.Contains(text, "native") && strings.Contains(text, "times as fast as native") {
		t.Error("a ratio with what was not measured")
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	if err := testReport().write(dir, "benchmarks"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"benchmarks.json", "benchmarks.md", "benchmarks.png"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	back, err := readReport(dir, "benchmarks")
	if err != nil || back.markdown() != testReport().markdown() {
		t.Errorf("read back: %v", err)
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{4, 1}, 2.5}, {[]float64{9, 1, 2}, 2}} {
		if got := median(slices.Clone(tt.values)); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("median(%v) = %v, want %v", tt.values, got, tt.want)
		}
	}
}

// TestTokens: every byte is a token, and no token occurs twice.
func TestTokens(t *testing.T) {
	list := tokens(300)
	seen := map[string]bool{}
	for i, token := range list {
		if seen[token] {
			t.Errorf("token %d, %q, comes twice", i, token)
		}
		seen[token] = true
	}
	if list['a'] != "a" || list[' '] != "Ġ" || list['\n'] != "Ċ" {
		t.Errorf("a is %q, a space %q, a line feed %q; GPT-2 has a, Ġ, Ċ", list['a'], list[' '], list['\n'])
	}
}
