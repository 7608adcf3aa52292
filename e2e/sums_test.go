package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/engine"
)

// TestWordProblems: a word problem is picked, its model is fetched only when it is asked, the numbers that the thoughts
// hold are drawn, and exchanging one changes the answer. Own words are read, and what cannot be read is underlined.
func TestWordProblems(t *testing.T) {
	shipped(t)
	atBothSizes(t, sumsWay)
}

const sumsModel = "arithmetic-coconut"

func sumsWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "/#kind=everyday&seed=0")
	tb.wait(`document.querySelector("#next")?.textContent.includes("kB to fetch")`)
	if n := s.requestsBelow("/models/" + sumsModel + "/chunks/"); n != 0 {
		t.Errorf("%d requests for the model before anybody asked", n)
	}
	tb.do(chromedp.Click(`.example[data-kind="everyday"]`)) // the next one, no. 1
	question := engine.NewQuestion("everyday", 1)
	if got := tb.question(); got != question {
		t.Errorf("the question is %q", got)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	want := tellsNatively(t, sumsModel, question)
	if got := tb.text("#answer"); got != want.Answer || want.Verdict != "right" {
		t.Errorf("%q; natively %q, %s", got, want.Answer, want.Verdict)
	}
	nodes := func() string {
		return strings.Join(js[[]string](tb,
			`[...document.querySelectorAll("#graph .node")].map((e) => e.querySelector(".word").textContent)`), ", ")
	}
	if got := nodes(); got != "Nan: 12, Max: 7, Zoe: 21, Pat" {
		t.Errorf("the drawing says %s", got)
	}
	tb.do(chromedp.Click("#story li:nth-child(4) button")) // it goes on with Max
	tb.wait(`document.querySelector("#k").value === "4"`)
	if got := nodes(); got != "Nan: 12, Max: ?, Zoe: ?, Pat" {
		t.Errorf("after four thoughts the drawing says %s", got)
	}
	tb.do(chromedp.Click("#story li:nth-child(5) button"))
	tb.wait(`document.querySelector("#break-thought").textContent.includes("thought 5")`)
	tb.do(chromedp.Click("#break-thought"))
	tb.wait(`document.querySelector("#whatif-result")`)
	if said := js[string](tb, `[...document.querySelectorAll("#whatif-result .said")].at(-1).textContent`); said == want.Answer ||
		!strings.HasPrefix(said, "Zoe has ") {
		t.Errorf("with another number in the thought it says %q", said)
	}
	tb.typeQuestion("Ada has 5 kites. Bo has 2 more kites than Ada. Bo is nice. How many kites does Bo have?")
	tb.wait(`document.querySelector("#problems")?.textContent.includes("Bo is nice.")`)
	own := "Ada has 5 kites. Bo has 2 more kites than Ada. How many kites does Bo have?"
	tb.typeQuestion(own)
	tb.do(chromedp.Click("#ask"))
	tb.wait(`document.querySelector("#answer")?.textContent === "Bo has 7 kites."`)
	if n := s.requestsBelow("/models/" + sumsModel + "/chunks/"); n == 0 {
		t.Error("the model was never fetched")
	}
}
