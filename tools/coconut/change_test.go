package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/reasoner"
)

// TestAskChange asks with changed thoughts, a model of a task and a language model.
func TestAskChange(t *testing.T) {
	const question = "Every cat is an animal. Every animal is a being. Tom is a cat. Rex is a rock. " +
		"Is Tom a being or rock?"
	model := filepath.Join("..", "..", "weights", "models", "prosqa-coconut")
	ask := func(args ...string) reasoner.Result {
		t.Helper()
		return jsonOf[reasoner.Result](t, append([]string{"ask", "--json", "--model", model, question}, args...)...)
	}
	if r := ask(); r.Verdict != "right" || r.Thoughts != 6 {
		t.Fatalf("unchanged: %s after %d thoughts", r.Verdict, r.Thoughts)
	}
	if r := ask("--change", "zero"); r.Verdict == "right" {
		t.Error("without any thoughts the answer is right, too")
	}
	if r := ask("--change", "remove:2", "--change", "remove:1"); r.Thoughts != 4 {
		t.Errorf("%d thoughts are left of 6 without two", r.Thoughts)
	}
	if r := ask("--change", "swap:3", "--other", question); r.Verdict != "right" {
		t.Errorf("its own thought in its place: %s", r.Verdict)
	}
	noise := []string{"--change", "noise:1:50", "--noise-seed", "3", "--trace", "--hidden"}
	hidden := func(r reasoner.Result) (all []float32) {
		for _, s := range r.Steps {
			all = append(all, s.Hidden...)
		}
		return all
	}
	if one, two := hidden(ask(noise...)), hidden(ask(noise...)); len(one) == 0 || !slices.Equal(one, two) {
		t.Error("the same seed gives other noise")
	}
	toy := toymodel.Import(t, toymodel.Endless)
	text := func(args ...string) string {
		return jsonOf[asked](t, append([]string{"ask", "--json", "--model", toy, "--thoughts", "2", "--max-tokens", "6",
			"ab"}, args...)...).Text
	}
	if text() == text("--change", "noise:1:90", "--noise-seed", "1") {
		t.Error("noise changes nothing in a language model")
	}
}

func TestAskChangeErrors(t *testing.T) {
	for want, args := range map[string][]string{
		"want KIND":                {"--change", "zero:x"},
		"want KIND[":               {"--change", ""},
		"want KIND[:THOUGHT":       {"--change", "zero:1:2"},
		"--other QUESTION":         {"--change", "swap"},
		"without --change swap":    {"--other", "Is it?"},
		"without --change noise":   {"--change", "zero", "--noise-seed", "1"},
		`kind "flip"`:              {"--change", "flip"},
		"there is no thought 7":    {"--change", "zero:7"},
		"noise of 1e+06":           {"--change", "noise:1:1000000"},
		"the other question: sent": {"--change", "swap", "--other", "Nonsense."},
	} {
		_, err := command(t, append([]string{"ask", "--model", "../../weights/models/prosqa-coconut",
			"Tom is a cat. Is Tom a cat or dog? Rex is a dog."}, args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}
