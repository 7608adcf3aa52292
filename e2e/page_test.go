package e2e_test

import (
	"fmt"
	"slices"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/reasoner"
)

// open shows the page and waits for the model.
func (tb *tab) open(url string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(url))
	tb.wait(`document.querySelector("#facts")`)
}

// typeQuestion replaces the text of the box, key by key.
func (tb *tab) typeQuestion(text string) {
	tb.t.Helper()
	tb.do(chromedp.Focus("#question"), chromedp.Evaluate(`document.querySelector("#question").select()`, nil),
		chromedp.SendKeys("#question", text))
	if got := tb.question(); got != text {
		tb.t.Fatalf("typed %q; the box holds %q", text, got)
	}
}

func (tb *tab) question() string {
	tb.t.Helper()
	return js[string](tb, `document.querySelector("#question").value`)
}

// answered waits until the page is idle with an answer on it.
func (tb *tab) answered() {
	tb.t.Helper()
	tb.wait(`document.querySelector('.answer[aria-busy="false"] #answer')`)
}

// tokens reads the generated tokens off the page.
func (tb *tab) tokens() []string {
	tb.t.Helper()
	return js[[]string](tb, `[...document.querySelectorAll("#tokens code")].map((e) => e.textContent)`)
}

// compare holds what the page shows against the same question answered natively.
func (tb *tab) compare(thoughts int) {
	tb.t.Helper()
	want, err := askNatively(tb.t, tb.question(), thoughts)
	if err != nil {
		tb.t.Fatalf("natively: %v", err)
	}
	if got := tb.tokens(); !slices.Equal(got, want.Tokens) {
		tb.t.Errorf("tokens in the page: %q\nnatively: %q", got, want.Tokens)
	}
	if got := tb.text("#answer"); want.Answer != "" && got != want.Answer {
		tb.t.Errorf("answer in the page: %q; natively: %q", got, want.Answer)
	}
	if got := js[string](tb, `document.querySelector("#why")?.textContent ?? ""`); got != want.Why {
		tb.t.Errorf("why in the page: %q; natively: %q", got, want.Why)
	}
	path := js[[]string](tb, `[...document.querySelectorAll("#path li")].map((e) => e.textContent)`)
	if !slices.Equal(path, want.Path) && len(want.Path) > 0 {
		tb.t.Errorf("chain in the page: %q; natively: %q", path, want.Path)
	}
	tb.compareTrace(want)
}

// compareTrace holds the table against the native trace: a row for each thought, and in it the same tokens with the same probabilities,
// as far as the lengths of the bars show them.
func (tb *tab) compareTrace(want *reasoner.Result) {
	tb.t.Helper()
	if js[bool](tb, `document.querySelector("#open-trace")?.getAttribute("aria-expanded") === "false"`) {
		tb.do(chromedp.Click("#open-trace"))
		tb.wait(`document.querySelector("#trace")`)
	}
	rows := js[[][]string](tb, `[...document.querySelectorAll("#trace tbody tr")].map((row) =>
		[row.querySelector(".step").textContent, ...[...row.querySelectorAll("td")].map((cell) =>
			cell.querySelector(".token").textContent + " " + cell.querySelector(".bar-part").getAttribute("width"))])`)
	i := 0
	for _, s := range want.Steps {
		if s.Kind != "thought" {
			continue
		}
		name := fmt.Sprintf("Thought %d", s.Index+1)
		for i < len(rows) && rows[i][0] != name {
			i++
		}
		if i == len(rows) {
			tb.t.Fatalf("the trace has no row %q: %q", name, rows)
		}
		for j, c := range s.Top {
			if got, want := rows[i][j+1], fmt.Sprintf("%s %.1f%%", c.Token, float64(c.Prob)*100); got != want {
				tb.t.Errorf("%s, token %d in the page: %q; natively: %q", name, j+1, got, want)
			}
		}
	}
}
