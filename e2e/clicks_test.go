package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// jobs are the buttons that start something.
var jobs = []string{"#ask", "#another", "#race", "#batch", "#whatif", "#surprise", "#forget", ".example"}

// countRequests counts the page's requests in the worker.
const countRequests = `
	self.requests = {};
	addEventListener("message", (event) => {
		const type = JSON.parse(event.data).type;
		self.requests[type] = (self.requests[type] ?? 0) + 1;
	});`

// TestAllAtOnce presses every button twice within one turn of the page's event loop, each of them first once: one job
// is done, the first possible one, and the page keeps working.
func TestAllAtOnce(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	tb.open(s.URL + "?seed=5")
	w := workers.next()
	w.run(countRequests)
	tb.choose("#batch-count", "20")
	for first := range jobs {
		tb.do(chromedp.Click("#ask")) // what if needs an answer first
		tb.answered()
		w.run("self.requests = {}")
		order := slices.Concat(jobs[first:], jobs[:first])
		tb.do(chromedp.Evaluate(fmt.Sprintf(`for (const selector of %q.split(" ")) {
			document.querySelector(selector)?.click();
			document.querySelector(selector)?.click();
		}`, strings.Join(order, " ")), nil))
		tb.wait(`document.querySelector('.answer[aria-busy="false"]') && /^(Answer|Done|The race is over|Before)/.test(document.querySelector("#status").textContent)`)
		var counts map[string]int
		w.do(chromedp.Evaluate("self.requests", &counts))
		if n := counts["ask"] + counts["race"] + counts["batch"]; n != 1 {
			t.Errorf("%s first: the worker was asked for %v; want one job", jobs[first], counts)
		}
		tb.do(chromedp.Click("#another"), chromedp.Click("#ask"))
		tb.answered()
		tb.compare(defaultThoughts(t))
	}
}

// TestAskWhileForgetting: the page says that the weights were deleted, though a question was asked before they were.
func TestAskWhileForgetting(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=5")
	tb.do(chromedp.Evaluate(`document.querySelector("#forget").click(); document.querySelector("#ask").click()`, nil))
	tb.answered()
	tb.wait(`document.querySelector("#storage").textContent.includes("were deleted")`)
	tb.compare(defaultThoughts(t))
}
