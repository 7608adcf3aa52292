package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResultsOfSweeps checks that language models, measured with several numbers of thoughts, have their rows beside
// the paper's, whether we trained them or not, and that a damaged file is named.
func TestResultsOfSweeps(t *testing.T) {
	raw := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(raw, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("eval-prosqa-no-thought-fresh.json", `{"task":"prosqa","model":"prosqa-no-thought","method":"no-thought","path":"int8","data":"fresh.json","n":8,"right":2,"accuracy":0.25}`)
	write("training-prosqa-no-thought.json", `{"recipe":{"task":"prosqa"},"state":{"step":34,"examples":56,"seconds":120}}`)
	write("sweep-ours.json", `{"task":"gsm8k","model":"models/ours","method":"coconut","path":"int8","data":"v.txt","thoughts":0,"trained_thoughts":6,"n":500,"right":3,"accuracy":0.006,"low":0.002,"high":0.0175,"tokens_mean":2.5,"ms_median":80,"by_steps":[{"steps":2,"n":300,"right":3},{"steps":4,"n":200,"right":0}]}
{"task":"gsm8k","model":"models/ours","method":"coconut","path":"int8","data":"v.txt","thoughts":6,"trained_thoughts":6,"n":500,"right":10,"accuracy":0.02,"low":0.0109,"high":0.0364,"tokens_mean":8.5,"ms_median":120,"cut":5,"by_steps":[{"steps":2,"n":300,"right":9},{"steps":4,"n":200,"right":1}]}
`)
	write("sweep-theirs.json", `{"task":"gsm8k","model":"theirs","method":"cot","path":"int8","data":"v.txt","thoughts":0,"trained_thoughts":0,"n":500,"right":20,"accuracy":0.04,"low":0.026,"high":0.061,"tokens_mean":25,"ms_median":300,"by_steps":[{"steps":3,"n":500,"right":20}]}`)
	write("training-ours.json", `{"recipe":{"task":"gsm8k"},"state":{"step":250,"examples":4000,"seconds":6000}}`)
	text := resultsPage(t, raw, t.TempDir())
	for _, want := range []string{
		"| ours | 0 | 3 of 500 | 0.6 | 0.2 to 1.8 | 2.5 | 0.0 | 80 |",
		"| ours | **6** | 10 of 500 | 2.0 | 1.1 to 3.6 | 8.5 | 1.0 | 120 |",
		"| ours | **6** | 9 of 300 | – | 1 of 200 |", "| theirs | **0** | – | 20 of 500 | – |",
		"| ours | 250 | 4000 | 100 |", "| coconut | 34.1 ± 1.5 | 8.2 |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q:\n%s", want, text)
		}
	}
	if strings.Index(text, "| theirs |") > strings.Index(text, "| ours |") {
		t.Error("the methods are not in the paper's order")
	}
	write("sweep-damaged.json", `{"task":"gsm8k"`)
	if _, err := command(t, "results", "--raw", raw, "--out", filepath.Join(raw, "page.md")); err == nil ||
		!strings.Contains(err.Error(), "sweep-damaged.json") {
		t.Errorf("a damaged file: %v", err)
	}
}
