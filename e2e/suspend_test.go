package e2e_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// freeze suspends the page and its worker, as a browser does with a background tab; thaw wakes them. A tab sleeps for a
// while: woken at once, before the worker is suspended too, Chromium may leave the worker asleep for good.
func (tb *tab) freeze() {
	tb.do(page.SetWebLifecycleState(page.SetWebLifecycleStateStateFrozen))
	time.Sleep(time.Second)
}
func (tb *tab) thaw() { tb.do(page.SetWebLifecycleState(page.SetWebLifecycleStateStateActive)) }

// awake wakes the tab, waits until a condition holds, and reports whether it came to that. Chromium, driven by its
// debugger, now and then leaves a worker asleep, and mostly wakes it the next time; so the tab is put to sleep again
// after a while, a few times.
func (tb *tab) awake(condition string) bool {
	tb.t.Helper()
	const while, tries = 15 * time.Second, 3
	for range tries {
		tb.thaw()
		for began := time.Now(); time.Since(began) < while; time.Sleep(100 * time.Millisecond) {
			if js[bool](tb, "!!("+condition+")") {
				return true
			}
		}
		tb.t.Log("the worker sleeps on; the tab is suspended once more")
		tb.freeze()
	}
	return false
}

// countFreezes counts in the page how often it was suspended.
const countFreezes = `window.freezes = 0; document.addEventListener("freeze", () => { window.freezes++; })`

// TestSuspended suspends the page while the model loads, while one question is answered and while many are, and wakes
// it. A worker that the debugger has put to sleep for good is tried again in another tab; what is ours fails in each.
func TestSuspended(t *testing.T) {
	chromium(t)
	t.Parallel()
	const tabs = 3
	for range tabs {
		if suspended(t) {
			return
		}
	}
	t.Errorf("in %d tabs the worker never went on", tabs)
}

// suspended does so in a tab of its own. It is false if the worker never woke.
func suspended(t *testing.T) bool {
	t.Helper()
	tb, s := openAgain(t)
	held := s.hold(modelChunk(t))
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	held.await(t)
	tb.do(chromedp.Evaluate(countFreezes, nil), chromedp.Click("#ask"))
	tb.freeze()
	close(held.release)
	if !tb.awake(isAnswered) {
		return false
	}
	tb.compare(defaultThoughts(t))

	tb.do(chromedp.Evaluate(`document.querySelector("#another").click(); document.querySelector("#ask").click()`, nil))
	tb.freeze()
	if !tb.awake(isAnswered) {
		return false
	}
	tb.compare(defaultThoughts(t))

	tb.choose("#batch-count", "500")
	tb.do(chromedp.Evaluate(`document.querySelector("#batch").click()`, nil))
	tb.freeze()
	if !tb.awake(`document.querySelector("#status").textContent.startsWith("Done.")`) {
		return false
	}
	if got := tb.text("#status"); !strings.Contains(got, "of 500 right") {
		t.Errorf("after a suspension in the middle of 500 questions the page says %q", got)
	}
	if n := js[int](tb, "window.freezes"); n < 3 {
		t.Errorf("the page was suspended %d times; want 3 at least", n)
	}
	return true
}

// TestHidden puts another tab in front while a question is being answered.
func TestHidden(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=5")
	second := tb.secondTab()
	second.do(page.BringToFront())
	tb.wait(`document.visibilityState === "hidden"`)
	tb.do(chromedp.Evaluate(`document.querySelector("#ask").click()`, nil))
	tb.answered()
	tb.do(page.BringToFront())
	tb.compare(defaultThoughts(t))
}

// TestComeBack leaves the page for another and comes back: to the same page, from the browser's back/forward cache, or
// to a new one.
func TestComeBack(t *testing.T) {
	for _, cached := range []bool{true, false} {
		t.Run(fmt.Sprint("cached ", cached), func(t *testing.T) {
			tb, s := openSite(t)
			s.storable = cached
			tb.open(s.URL + "?seed=5")
			tb.do(chromedp.Evaluate("window.mark = true", nil))
			tb.do(chromedp.Navigate(s.URL + "icon.svg"))
			tb.back(s.URL + "?seed=5")
			if same := js[bool](tb, "window.mark === true"); same != cached {
				t.Errorf("the page is the same: %t; want %t", same, cached)
			}
			// chromedp.Click would use the previous page's nodes
			tb.do(chromedp.Evaluate(`document.querySelector("#ask").click()`, nil))
			tb.answered()
			tb.compare(defaultThoughts(t))
			tb.expectProblems("favicon.ico") // the browser may look for one when it shows a picture
		})
	}
}

// back goes back in the tab's history, to a page with facts. chromedp.NavigateBack waits for the page to load, and one
// from the cache does not; and a command sent while the tab changes processes fails or may never be answered, so it is
// repeated until the page shows its facts.
func (tb *tab) back(address string) {
	tb.t.Helper()
	tb.do(chromedp.Evaluate("history.back()", nil))
	tb.within("go back", func() error {
		for {
			ctx, cancel := context.WithTimeout(tb.ctx, 2*time.Second)
			var there bool
			err := chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf(
				`Promise.resolve(location.href === %q && !!document.querySelector("#facts"))`, address), &there, awaited))
			cancel()
			if there || tb.ctx.Err() != nil {
				return err
			}
		}
	})
}

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// jumpingClock replaces the clocks of a page or worker: jump changes them by the given number of milliseconds.
const jumpingClock = `
	let shift = 0;
	const now = performance.now.bind(performance);
	performance.now = () => now() + shift;
	const RealDate = Date;
	self.Date = class extends RealDate {
		constructor(...args) { if (args.length) super(...args); else super(RealDate.now() + shift); }
		static now() { return RealDate.now() + shift; }
	};
	self.jump = (ms) => { shift += ms; };`

// negative matches a time on the page that is negative or not a number.
var negative = regexp.MustCompile(`[-−]\d|NaN|Inf`)

// TestClockJumps sets the clocks of worker and page forward and back in the middle of a question.
func TestClockJumps(t *testing.T) {
	const hour = 3_600_000
	for name, jumps := range map[string][2]int{"forth": {hour, hour}, "back": {-hour, -hour},
		"forth and back": {hour, -2 * hour}} {
		t.Run(name, func(t *testing.T) {
			tb, s := openSite(t)
			workers := tb.watchWorkers()
			tb.open(s.URL + "?seed=5")
			w := workers.next()
			w.run(jumpingClock)
			tb.do(chromedp.Evaluate("{"+jumpingClock+"}; null", nil))
			program(t, w.ctx,
				onStep(fmt.Sprintf("self.steps = (self.steps ?? 0) + 1; self.jump(self.steps %% 2 ? %d : %d);", jumps[0],
					jumps[1])))
			for _, jump := range jumps {
				tb.do(chromedp.Evaluate(fmt.Sprintf(`document.querySelector("#ask").click(); jump(%d)`, jump), nil))
				tb.answered()
				tb.compare(defaultThoughts(t))
				if got := tb.text("#timings"); negative.MatchString(got) {
					t.Errorf("the page says of the times: %q", got)
				}
				if steps := js[[]string](tb,
					`[...document.querySelectorAll("#trace .step + *, #trace .step")].map((e) => e.parentElement.textContent)`); negative.MatchString(strings.Join(steps, " ")) {
					t.Errorf("the page says of the steps' times: %q", steps)
				}
			}
		})
	}
}

// TestStopAfterClockJump: with the clock set back by an hour the worker still receives a cancel among many questions.
func TestStopAfterClockJump(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	tb.open(s.URL + "?seed=5")
	w := workers.next()
	w.run(jumpingClock)
	stopped := false
	for try := 0; try < 10 && !stopped; try++ { // on a fast machine all may have been answered before
		tb.choose("#batch-count", "1000")
		tb.do(chromedp.Click("#batch"))
		w.run("self.jump(-3600000)")
		tb.do(chromedp.Click("#stop"))
		tb.wait(`/^(Stopped|Done)/.test(document.querySelector("#status").textContent)`)
		stopped = strings.HasPrefix(tb.text("#status"), "Stopped")
	}
	if !stopped {
		t.Error("Stop never stopped the questions")
	}
	if got := tb.text("#restarted"); got != "" {
		t.Errorf("the worker did not hear the cancel: %q", got)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}
