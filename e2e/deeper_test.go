package e2e_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/internal/testquestions"
)

// TestDeeper asks a question that is deeper than the thoughts reach: the page says so, and one click has it answered
// right.
func TestDeeper(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.open(s.URL + "#q=" + url.QueryEscape(testquestions.Chain(8)))
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(6)
	if got := tb.text("#deeper"); !strings.Contains(got,
		"the answer is 8 facts away, and with 6 thoughts the model looks 7 ahead") {
		t.Errorf("of 8 facts with 6 thoughts the page says %q", got)
	}
	tb.shoot("deeper")
	tb.do(chromedp.Click("#more-thoughts"))
	tb.wait(`document.querySelector("#thoughts-value").textContent === "7"`)
	tb.answered()
	tb.compare(7)
	if got := tb.text("#verdict"); got != "Right." {
		t.Errorf("with 7 thoughts: %s", got)
	}
	if got := tb.text("#deeper"); got != "" {
		t.Errorf("with 7 thoughts the page says %q", got)
	}
	tb.do(chromedp.Click(`.example[data-kind="short"]`)) // continues from a number of its own, not from 0
	if got := tb.text(".share"); got == "Question no. 0" {
		t.Errorf("after a link to a question the next is %q", got)
	}
}
