package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// TestVote checks that a file's curve ends where all runs agree, and begins with all questions; and that one question
// is answered or not by how many agree.
func TestVote(t *testing.T) {
	const question = "Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"
	out, err := command(t, "vote", "--data", generated(t, "10"), "--model", model, "--runs", "4", "--noise", "0.5",
		"--json")
	if err != nil {
		t.Fatal(err)
	}
	var lines []voted
	for line := range strings.Lines(out) {
		var l voted
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	first, last := lines[0], lines[len(lines)-1]
	if first.N != 10 || first.Answered != 10 || first.Runs != 4 || first.Thoughts != 6 || last.Answered > first.Answered ||
		last.Threshold < first.Threshold {
		t.Errorf("a curve from %+v to %+v", first, last)
	}
	ask := func(args ...string) string {
		t.Helper()
		out, err := command(t, append([]string{"ask", "--model", model, "--vote", "3", question}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := ask(); !strings.HasPrefix(out, "Tom is a gerpus.\n3 of 3 runs agree") {
		t.Errorf("it says %q", out)
	}
	if out := ask("--least", "1", "--json"); !strings.Contains(out, `"answer":"Tom is a gerpus.","agree":3,"runs":3`) {
		t.Errorf("as JSON it says %q", out)
	}
	for want, args := range map[string][]string{
		"--noise": {"vote", "--data", "x", "--noise", "-1"}, "--runs": {"vote", "--data", "x", "--runs", "1"},
		"without --vote": {"ask", "--model", model, "--least", "1", question},
		"with --vote":    {"ask", "--model", model, "--vote", "3", "--trace", question},
		"from 0 to 1":    {"ask", "--model", model, "--vote", "3", "--least", "2", question},
		"no thoughts":    {"ask", "--model", "../../weights/models/prosqa-cot", "--vote", "3", question},
	} {
		if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}

// TestVoteText asks a language model with thoughts, which coconut states sends elsewhere.
func TestVoteText(t *testing.T) {
	model := schemed(t, "after-hash")
	ask := []string{"ask", "--model", model, "--vote", "3", "ab"}
	out, err := command(t, ask...)
	if err != nil || !strings.HasPrefix(out, "No answer: there is none in the texts.\n3 of 3 runs agree") {
		t.Errorf("it says %q, %v", out, err)
	}
	out, err = command(t, append(ask, "--json", "--thoughts", "1", "--max-tokens", "3")...)
	if err != nil || !strings.Contains(out, `"answer":"","agree":3,"runs":3`) {
		t.Errorf("as JSON it says %q, %v", out, err)
	}
	long := strings.Repeat("ab ", toymodel.Context)
	for want, args := range map[string][]string{
		"--temperature has no effect with --vote": append(ask, "--temperature", "1"),
		"no question fits the context":            {"ask", "--model", model, "--vote", "2", long},
		"coconut ask --hidden --json":             {"states", "--data", generated(t, "2"), "--model", model, "--out", "x.npz"},
	} {
		if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}
