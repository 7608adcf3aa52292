package e2e_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/reasoner"
)

// shown is what the page shows for an answer, in any browser.
type shown struct {
	Question, Answer, Why string
	Tokens, Path          []string
	// Trace is the table of the thoughts: in each row the step's name, and the model's candidates with the lengths of
	// their bars.
	Trace [][]string
}

// traceFolded reports whether the table of the thoughts is collapsed.
const traceFolded = `document.querySelector("#open-trace")?.getAttribute("aria-expanded") === "false"`

// readShown is the expression that reads shown from the page.
const readShown = `({
	question: document.querySelector("#question").value,
	answer: document.querySelector("#answer").innerText,
	why: document.querySelector("#why")?.textContent ?? "",
	tokens: [...document.querySelectorAll("#tokens code")].map((e) => e.textContent),
	path: [...document.querySelectorAll("#path li")].map((e) => e.textContent),
	trace: [...document.querySelectorAll("#trace tbody tr")].map((row) =>
		[row.querySelector(".step").textContent, ...[...row.querySelectorAll("td")].map((cell) =>
			cell.querySelector(".token").textContent + " " + cell.querySelector(".bar-part").getAttribute("width"))]),
})`

// compare compares it with the native answer to the same question.
func (s shown) compare(t *testing.T, want *reasoner.Result) {
	t.Helper()
	if !slices.Equal(s.Tokens, want.Tokens) {
		t.Errorf("tokens in the page: %q\nnatively: %q", s.Tokens, want.Tokens)
	}
	if want.Answer != "" && s.Answer != want.Answer {
		t.Errorf("answer in the page: %q; natively: %q", s.Answer, want.Answer)
	}
	if s.Why != want.Why {
		t.Errorf("why in the page: %q; natively: %q", s.Why, want.Why)
	}
	if !slices.Equal(s.Path, want.Path) && len(want.Path) > 0 {
		t.Errorf("chain in the page: %q; natively: %q", s.Path, want.Path)
	}
	s.compareTrace(t, want)
}

// compareTrace compares the table with the native trace: a row for each thought, and in it the same tokens with the
// same probabilities, as precisely as the lengths of the bars show them.
func (s shown) compareTrace(t *testing.T, want *reasoner.Result) {
	t.Helper()
	i := 0
	for _, step := range want.Steps {
		if step.Kind != "thought" {
			continue
		}
		name := fmt.Sprintf("Thought %d", step.Index+1)
		for i < len(s.Trace) && s.Trace[i][0] != name {
			i++
		}
		if i == len(s.Trace) {
			t.Fatalf("the trace has no row %q: %q", name, s.Trace)
		}
		for j, c := range step.Top {
			if got, want := s.Trace[i][j+1], fmt.Sprintf("%s %.1f%%", c.Token, float64(c.Prob)*100); got != want {
				t.Errorf("%s, token %d in the page: %q; natively: %q", name, j+1, got, want)
			}
		}
	}
}
