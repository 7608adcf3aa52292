package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// TestEvalChecks gives eval what would lead to figures that mean nothing: each is refused, and what was probably meant
// is said.
func TestEvalChecks(t *testing.T) {
	plain, problem, ours := toymodel.Import(t, toymodel.Roomy), problems(t, "1"), generated(t, "2")
	words := problems(t, "yes", "no")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no task":          {[]string{"--data", problem}, "it can be read with --task gsm8k"},
		"the other task":   {[]string{"--data", ours, "--task", "prontoqa"}, "it can be read with --task prosqa"},
		"words":            {[]string{"--data", words, "--task", "gsm8k"}, `are no numbers ("yes"); is --task right?`},
		"facts":            {[]string{"--data", ours, "--task", "gsm8k"}, "is --task right?"},
		"an empty stop":    {[]string{"--data", problem, "--task", "gsm8k", "--stop", ""}, `--stop is ""`},
		"pairs of problem": {[]string{"--data", problem, "--task", "gsm8k", "--pairs"}, "--pairs has no effect with task gsm8k"},
	} {
		_, err := command(t, append([]string{"eval", "--model", plain}, c.args...)...)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.json")
	put(t, bad, strings.Replace(readFileText(t, ours), "Every", "Evry", 1))
	if _, err := command(t, "eval", "--data", bad); err == nil ||
		!strings.Contains(err.Error(), "item 0") || strings.Contains(err.Error(), "--task") {
		t.Errorf("a damaged file of the task: %v, want nothing about another one", err)
	}
}

// TestEvalSomeWords warns of answers that the rule cannot find among others.
func TestEvalSomeWords(t *testing.T) {
	args := []string{"--task", "gsm8k", "--max-tokens", "3", "--data", problems(t, "1", "yes")}
	if _, said := evals(t, append(args, "--model", toymodel.Import(t, toymodel.Roomy))...); !strings.Contains(said,
		`1 of 2 right answers are no numbers ("yes")`) {
		t.Errorf("it says %q", said)
	}
	if _, said := evals(t, append(args, "--model", schemed(t, "after-hash"))...); said != "" {
		t.Errorf("of a rule that finds any text it says %q", said)
	}
}
