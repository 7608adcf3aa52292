package e2e_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestCrash breaks the worker in the middle of a question, in each way that a program can end by itself: the page says
// so, starts it again, and answers this question and the next.
func TestCrash(t *testing.T) {
	for _, tt := range []struct{ name, statements, words string }{
		{"trap", trap + "performance.now = trap;", "unreachable"}, // the clock is the next thing that the program calls
		{"memory overwritten", "new Uint8Array(go._inst.exports.mem.buffer).fill(0xff, 1 << 16);", "ended ("},
		{"Go panic", "throw new Error('no more');", "panic: JavaScript error: no more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tb, s := openSite(t)
			workers := tb.watchWorkers()
			tb.open(s.URL + "?seed=5")
			program(t, workers.next().ctx, onStep(tt.statements))
			tb.do(chromedp.Click("#ask"))
			tb.answered()
			tb.compare(defaultThoughts(t))
			if note := tb.text("#restarted"); !strings.Contains(note, tt.words) ||
				!strings.Contains(note, "your question asked again") {
				t.Errorf("after the crash the page says %q", note)
			}
			tb.shoot("restarted-" + strings.ReplaceAll(tt.name, " ", "-"))
			tb.do(chromedp.Click("#another"), chromedp.Click("#ask"))
			tb.answered()
			tb.compare(defaultThoughts(t))
			if note := tb.text("#restarted"); note != "" {
				t.Errorf("the next question is answered, and the page still says %q", note)
			}
			tb.takeProblems() // the browser reports the uncaught exception
		})
	}
}

// TestCrashWhileLoading traps in a promise, which no event of the worker reports to the page.
func TestCrashWhileLoading(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	held := s.hold(modelChunk(t))
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	first := workers.next()
	held.await(t)
	tb.asksEarly()
	first.run(trap + "performance.now = trap;")
	close(held.release)
	tb.answered()
	tb.compare(defaultThoughts(t))
	if note := tb.text("#restarted"); !strings.Contains(note, "unreachable") {
		t.Errorf("after the crash the page says %q", note)
	}
	tb.expectProblems("unreachable")
}

// TestCrashAgain breaks every worker that gets the question: the page does not retry forever, and leaves starting the
// next worker to the visitor.
func TestCrashAgain(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	workers.hold(true)
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	tb.asksEarly()
	for range 3 {
		w := workers.next()
		w.run("(" + onStep(trap+"performance.now = trap;") + ")();")
		w.release()
	}
	tb.wait(`document.querySelector("#retry")`)
	if got := tb.text("#load-error"); !strings.Contains(got, "has ended") || !strings.Contains(got, "2 times") ||
		!strings.Contains(got, "unreachable") {
		t.Errorf("the page says %q", got)
	}
	tb.shoot("crashed-again")
	workers.hold(false)
	tb.do(chromedp.Click("#retry"))
	tb.answered()
	tb.compare(defaultThoughts(t))
	tb.takeProblems()
}

// TestRestartWithoutScript: the worker is lost, and its script or a script it imports is no longer available.
func TestRestartWithoutScript(t *testing.T) {
	for _, file := range []string{"/worker.js", "/wasm_exec.js"} {
		t.Run(file[1:], func(t *testing.T) {
			tb, s := openSite(t)
			workers := tb.watchWorkers()
			tb.withoutServiceWorkers()
			tb.open(s.URL + "?seed=5")
			program(t, workers.next().ctx, onStep(trap+"performance.now = trap;"))
			s.requests(file)
			s.lose(file)
			tb.do(chromedp.Click("#ask"))
			tb.wait(`document.querySelector("#retry")`)
			if got := tb.text("#load-error"); !strings.Contains(got, "It was started again 2 times") {
				t.Errorf("the page says %q", got)
			}
			if n := s.requests(file); n != 2 {
				t.Errorf("%s was asked for %d times; want 2, one for each restart", file, n)
			}
			tb.shoot("without-" + file[1:])
			s.restore(file)
			tb.do(chromedp.Click("#retry"))
			tb.answered() // the question is not forgotten
			tb.compare(defaultThoughts(t))
			tb.takeProblems()
		})
	}
}

// withoutServiceWorkers makes everything come from the server.
func (tb *tab) withoutServiceWorkers() {
	tb.t.Helper()
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`delete Navigator.prototype.serviceWorker`).Do(ctx)
		return err
	}))
}

// TestHang: a worker that computes forever does not receive a cancel. Stop ends it all the same.
func TestHang(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	tb.open(s.URL + "?seed=5")
	workers.next().run(`addEventListener("message", (event) => { if (JSON.parse(event.data).type === "ask") for (;;); });`)
	tb.do(chromedp.Click("#ask"))
	tb.wait(`document.querySelector("#ask").textContent === "Thinking…"`)
	tb.do(chromedp.Click("#stop"))
	tb.wait(`document.querySelector("#restarted")`)
	tb.wait(`document.querySelector("#facts")`)
	if got := tb.text("#status"); !strings.Contains(got, "it did not stop") ||
		!strings.Contains(got, "your question was stopped") {
		t.Errorf("the page says %q", got)
	}
	tb.shoot("hang")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// asksEarly presses the button while the page is still being put together, when a click at a place might miss it.
func (tb *tab) asksEarly() {
	tb.wait(`document.querySelector("#ask")`)
	tb.do(chromedp.Evaluate(`document.querySelector("#ask").click()`, nil))
}

// noMemory is a function for a Go object: the program gets no more memory.
const noMemory = `(go) => {
	const memory = go._inst.exports.mem;
	for (let pages = 1 << 15; pages >= 1; pages >>= 1) {
		try { for (;;) memory.grow(pages); } catch { /* so many are not left */ }
	}
	go.mem = new DataView(memory.buffer);
}`

// TestOutOfMemory: the browser refuses memory for the model that is about to arrive.
func TestOutOfMemory(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	held := s.hold(modelFile(t, "tokenizer.json")) // so early that no part of the model has memory yet
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	w := workers.next()
	held.await(t)
	program(t, w.ctx, noMemory)
	tb.asksEarly()
	close(held.release)
	tb.outOfMemory()
	tb.do(chromedp.Click("#retry"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// TestOutOfMemoryInRace: the page's own model is loaded, and there is no memory for the other racers.
func TestOutOfMemoryInRace(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	tb.open(s.URL + "?seed=5")
	program(t, workers.next().ctx, noMemory)
	tb.do(chromedp.Click("#race"))
	tb.outOfMemory()
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// outOfMemory waits until the page reports that there is no memory, and what to do.
func (tb *tab) outOfMemory() {
	tb.t.Helper()
	tb.wait(`document.querySelector("#retry")`)
	if got := tb.text("#load-error"); !strings.Contains(got, "not enough memory") ||
		!strings.Contains(got, "Close other tabs") {
		tb.t.Errorf("the page says %q", got)
	}
	tb.shoot("memory")
	tb.takeProblems()
}

// TestPageCrash traps in the page's own program: the page says so, and a click leads back to the question.
func TestPageCrash(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=7")
	const question = "Tom is a lempus. Max is a yimpus. Is Tom a lempus or yimpus?"
	tb.typeQuestion(question)
	tb.do(chromedp.Evaluate("{"+trap+"performance.now = trap;}; document.querySelector('#another').click()", nil))
	tb.wait(`document.querySelector("#boot-error").checkVisibility()`)
	if got := tb.text("#boot-error"); !strings.Contains(got, "The page has stopped.") ||
		!strings.Contains(got, "unreachable") {
		t.Errorf("the page says %q", got)
	}
	tb.shoot("page-crash")
	tb.expectProblems("unreachable")
	tb.doAndLoad(chromedp.Click("#boot-retry"))
	tb.wait(`document.querySelector("#facts")`)
	if got := tb.question(); got != question {
		t.Errorf("after the reload the box holds %q; want %q", got, question)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}
