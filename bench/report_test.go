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
	return &report{Date: "2026-11-24", Machine: "a", Rounds: 3, Prefill: 128, Steps: 64, Cold: 3, Results: []*result{
		{Name: relaxedInt8, ModelBytes: 1e8, WasmMemory: 160e6, PeakRSS: 300e6, FetchedBytes: 104e6,
			LoadMS: []float64{1300, 1234, 1200}, FirstMS: []float64{1500, 1600, 1400},
			WallMS:      map[string][]float64{"prefill": {1, 2, 4}, "decode": {10, 12, 11}, "think": {5, 6, 8}},
			CPUMS:       map[string][]float64{"decode": {9, 9, 10}},
			KernelRates: map[string][]float64{"ceiling": {90, 100, 110}, "int8, 1": {40, 41, 45}},
			Reading:     []float64{20, 25, 24}},
		{Name: wllama2Q8, FirstMS: []float64{1000, 1000, 700},
			WallMS: map[string][]float64{"prefill": {10, 10, 40}, "decode": {20, 36, 22}}},
		{Name: row{name: wllama2Q8, threads: several}.title(),
			WallMS: map[string][]float64{"prefill": {6, 5, 20}, "decode": {15, 18, 11}}},
		{Name: row{name: wllama2Q8, firefox: true}.title(), WallMS: map[string][]float64{"decode": {1, 1, 1}}},
		{Name: ourNative8, WallMS: map[string][]float64{"decode": {8, 8, 9}}},
		{Name: row{name: ourNative8, threads: several}.title(), WallMS: map[string][]float64{"decode": {4, 4, 3}}},
		{Name: llamaQ8, WallMS: map[string][]float64{"decode": {1, 1, 1}}},
	}}
}

func TestMarkdown(t *testing.T) {
	text := testReport().markdown("## Targets\n\nsome\n")
	flat := strings.Join(strings.Fields(text), " ")
	for _, want := range []string{
		"| ours, relaxed SIMD, int8 | 500.0 | 90.9 | 166.7 | 9.00 | 1500 | 1234 | 300 | 160 | 104.0 | 100.0 |",
		"| wllama 2.3.1, Q8_0 | 100.0 | 45.5 | – | – | 1000 | – | – | – | – | 0.0 |",
		"| wllama 2.3.1, Q8_0, 2 threads | 166.7 | 66.7 |",
		"| Firefox: wllama 2.3.1, Q8_0 | – | 1000.0 |",
		"- decode: ours, relaxed SIMD, int8 is 2.00 times as fast as wllama 2.3.1, Q8_0", // of 2, 3 and 2
		"- prefill: ours, relaxed SIMD, int8 is 10.00 times as fast as wllama 2.3.1, Q8_0",
		"- decode: ours, native, int8, 2 threads is 2.00 times as fast as ours, native, int8\n", // of 2, 2 and 3
		"| relaxed SIMD | 100.0 | 41.0 (41 %) |",
		"- ours, relaxed SIMD, int8: 9.1 of 24.0 GB/s (38 %)", // 100 MB in 11 ms
		"- ours, relaxed SIMD, int8: a latent step is 2.00 times as fast as a token",
		"## Targets\n\nsome\n", "started 3 times", "WebGPU is not compared", "goinfer", "(benchmarks-answers.md)",
	} {
		if !strings.Contains(text, want) && !strings.Contains(flat, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	real := testReport()
	real.SmolLM2 = true
	if text := real.markdown(""); !strings.Contains(text, "# SmolLM2-135M") || strings.Contains(text, "## Kernels") ||
		strings.Contains(text, "## Targets") || !strings.Contains(text, "benchmarks-smollm2.png") {
		t.Errorf("the page of the real model is\n%s", text)
	}
	if strings.Contains(text, "times as fast as onnxruntime") {
		t.Error("a ratio with what was not measured")
	}
}

// TestTargets holds each kind of target against made-up figures: met, missed, and not measured.
func TestTargets(t *testing.T) {
	gpt2, smol := testReport(), testReport()
	gpt2.Results[0].PeakRSS = 210e6
	smol.Results = smol.Results[:2]
	text := measured{gpt2: gpt2, smol: smol}.targets()
	for _, want := range []string{
		// The fastest other is wllama with two threads, by 1.5, 1.5 and 1; neither Firefox's nor native.
		"| the best setting | GPT-2 shape, decode: our fastest row to the fastest other in Chromium | ≥ 1.00 × | 1.50 × | met |",
		"| the best setting | SmolLM2, decode: our fastest row to the fastest other in Chromium | ≥ 1.00 × | 2.00 × | met |",
		"| cold load | SmolLM2, first token: ours, relaxed SIMD, int8 to wllama 2.3.1, Q8_0 | ≤ 1.20 × | 1.60 × | missed by 33 % |",
		"| cold load | SmolLM2, renderer memory beside the model: ours, relaxed SIMD, int8 | ≤ 120 MB | 200 MB | missed by 67 % |",
		"| cold load | GPT-2 shape, renderer memory beside the model: ours, relaxed SIMD, int8 | ≤ 120 MB | 110 MB | met |",
		"| threads | SmolLM2, decode: ours, relaxed SIMD, int8, 2 threads to ours, relaxed SIMD, int8 | ≥ 1.70 × | – | not measured |",
		"| threads | GPT-2 shape, decode: ours, native, int8, 2 threads to ours, native, int8 | ≥ 1.80 × | 2.00 × | met |",
		"| one thread | GPT-2 shape, decode: ours, relaxed SIMD, int8 to wllama 2.3.1, Q8_0 | ≥ 2.50 × | 2.00 × | missed by 20 % |",
		"| kernels | share of the ceiling: relaxed SIMD kernel, int8, 1 tokens | ≥ 60 % | 41 % | missed by 32 % |",
		"| kernels | share of the ceiling: SIMD128 kernel, int8, 1 tokens | ≥ 60 % | – | not measured |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if text := (measured{}).targets(); strings.Contains(text, "met |") || strings.Contains(text, "missed") {
		t.Errorf("without any figure the targets are\n%s", text)
	}
}

// TestRows: a title is a row's identity, and names in ratios and targets are those of rows.
func TestRows(t *testing.T) {
	for _, rows := range [][]row{gpt2Rows, smolRows} {
		seen := map[string]bool{}
		for _, r := range rows {
			if seen[r.title()] {
				t.Errorf("two rows are called %q", r.title())
			}
			seen[r.title()] = true
			if want := r.native() || r.firefox; outsideChromium(r.title()) != want {
				t.Errorf("outsideChromium(%q) is %v", r.title(), !want)
			}
		}
	}
	if n := len(smokeRows()); n != 4 {
		t.Errorf("a smoke run has %d rows, want 4", n)
	}
}

func testAnswers() *answersReport {
	return &answersReport{Questions: 4, Results: []*answerResult{
		{Task: "prosqa", Method: "coconut", Where: natively, N: 4, Right: 4, Tokens: 11, MedianMS: 2, MeanMS: 3},
		{Task: "prosqa", Method: "cot", Where: natively, N: 4, Right: 3, Tokens: 50.5, MedianMS: 8, MeanMS: 9},
		{Task: "prosqa", Method: "coconut", Where: inChromium, N: 4},
	}}
}

func TestAnswers(t *testing.T) {
	text := testAnswers().markdown()
	for _, want := range []string{
		"| prosqa | coconut | native | 11.0 | 2.00 | 3.00 | 100.0 % | 3.00 |",
		"| prosqa | cot | native | 50.5 | 8.00 | 9.00 | 75.0 % | 12.00 |",
		"| prosqa | coconut | Chromium | 0.0 | 0.00 | 0.00 | 0.0 % | – |",
		"- prosqa, native: coconut is at a right answer 4.00 times as fast as chain of thought",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "prosqa, Chromium: coconut is") {
		t.Error("a ratio with what was not measured")
	}
}

// TestAnswerBatches: the first answers of each batch do not count.
func TestAnswerBatches(t *testing.T) {
	res := &answerResult{ask: func(questions []string) (replies []reply, err error) {
		for i := range questions {
			replies = append(replies, reply{Tokens: 10, MS: 4, Right: i%2 == 0})
			if i < unrecorded {
				replies[i] = reply{Tokens: 1000, MS: 1000, Right: true}
			}
		}
		return replies, nil
	}}
	for range 2 {
		if err := res.add(make([]string, unrecorded+4)); err != nil {
			t.Fatal(err)
		}
	}
	if res.N != 8 || res.Right != 4 || res.Tokens != 10 || res.MeanMS != 4 || res.msPerRight() != 8 {
		t.Errorf("the result is %+v", res)
	}
	res.ask = func([]string) ([]reply, error) { return nil, nil }
	if err := res.add(make([]string, 6)); err == nil {
		t.Error("no answers to six questions are accepted")
	}
}

func TestGenerated(t *testing.T) {
	for _, a := range asked {
		list, err := generated(a.task, 3)
		if err != nil || len(list) != 3 || list[0] == list[1] {
			t.Errorf("questions of %s: %q, %v", a.task, list, err)
		}
	}
}

func TestPages(t *testing.T) {
	dir := t.TempDir()
	for name, results := range map[string]any{gpt2File: testReport(), answersFile: testAnswers()} {
		if err := writeJSON(dir, name, results); err != nil {
			t.Fatal(err)
		}
	}
	if err := writePages(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"benchmarks.md", "benchmarks.png", "benchmarks-answers.md"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, smolFile+".md")); err == nil {
		t.Error("a page of what was not measured")
	}
	all, err := readAll(dir)
	if err != nil || all.gpt2.markdown("") != testReport().markdown("") {
		t.Errorf("read back: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, smolFile+".json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writePages(dir); err == nil || !strings.Contains(err.Error(), smolFile) {
		t.Errorf("a file that cannot be read gives %v", err)
	}
}

// TestServer: only isolated pages have the headers, nothing is kept, and bodies are counted.
func TestServer(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("12345"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, isolated := range []bool{false, true} {
		s := serve(dir, isolated)
		answer, err := s.Client().Get(s.URL + "/a")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		s.Close()
		if got := answer.Header.Get("Cross-Origin-Opener-Policy") == "same-origin"; got != isolated {
			t.Errorf("isolated %v: the header is there: %v", isolated, got)
		}
		if answer.Header.Get("Cache-Control") != "no-store" || s.bytes.Load() != 5 {
			t.Errorf("Cache-Control %q, %d bytes", answer.Header.Get("Cache-Control"), s.bytes.Load())
		}
	}
}

func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-part", "nothing"}, {"-rounds", "x"}} {
		if _, err := parse(args, new(strings.Builder)); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
	if o, err := parse([]string{"-part", "smollm2", "-only", "wllama"}, new(strings.Builder)); err != nil ||
		o.only != "wllama" || o.part != partSmolLM2 {
		t.Errorf("the options are %+v, %v", o, err)
	}
}

func TestWrap(t *testing.T) {
	word := strings.Repeat("ü", 60)
	for _, tt := range []struct{ text, want string }{
		{"", ""}, {"a  b\nc", "a b c"},
		{word + " " + word[:2*57], word + " " + word[:2*57]}, // 118 characters
		{word + " " + word[:2*58], word + "\n" + word[:2*58]},
		{"- " + word + " " + word, "- " + word + "\n  " + word},
		{"a " + word + word, "a\n" + word + word},
	} {
		if got := wrap(tt.text); got != tt.want {
			t.Errorf("wrap(%q) = %q, want %q", tt.text, got, tt.want)
		}
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
