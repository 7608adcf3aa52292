package e2e_test

import "github.com/chromedp/chromedp"

// openLab unfolds the laboratory, if it is folded.
const openLab = `void document.querySelector('#open-lab[aria-expanded="false"]')?.click()`

// open shows the page, waits for the model, and unfolds the laboratory.
func (tb *tab) open(url string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(url))
	tb.wait(`document.querySelector("#facts")`)
	tb.do(chromedp.Evaluate(openLab, nil))
	tb.wait(`document.querySelector("#lab:not(.shut)")`)
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

// answered waits until the page is idle and shows an answer.
func (tb *tab) answered() {
	tb.t.Helper()
	tb.wait(isAnswered)
}

// isAnswered is true for an idle page that shows an answer.
const isAnswered = `document.querySelector('.answer[aria-busy="false"] #answer')`

// compare compares what the page shows with the native answer to the same question.
func (tb *tab) compare(thoughts int) {
	tb.t.Helper()
	if js[bool](tb, traceFolded) {
		tb.do(chromedp.Evaluate(`document.querySelector("#open-trace").click()`, nil))
		tb.wait(`document.querySelector("#trace")`)
	}
	got := js[shown](tb, readShown)
	want, err := askNatively(tb.t, got.Question, thoughts)
	if err != nil {
		tb.t.Fatalf("natively: %v", err)
	}
	got.compare(tb.t, want)
}
