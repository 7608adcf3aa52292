package e2e_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// clickBoth clicks Ask and then Stop within one turn of the page's event loop: the worker has begun, and cannot have
// finished unless the machine delayed the page for longer than an answer takes.
const clickBoth = `document.querySelector("#ask").click(); document.querySelector("#stop").click()`

func TestStopRunning(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=5")
	stopped := false
	for try := 0; try < 10 && !stopped; try++ {
		tb.do(chromedp.Evaluate(clickBoth, nil))
		tb.wait(`/^(Stopped|Answer)/.test(document.querySelector("#status").textContent)`)
		stopped = js[bool](tb, `document.querySelector("#status").textContent.startsWith("Stopped")`)
	}
	if !stopped {
		t.Fatal("Stop never stopped a question")
	}
	if answer := tb.text("#answer"); answer != "" {
		t.Errorf("stopped, but the page answers %q", answer)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

func TestStopLoading(t *testing.T) {
	tb, s := openSite(t)
	held := s.hold(modelChunk(t))
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	held.await(t)
	tb.wait(`document.querySelector("#load-progress")`)
	tb.do(chromedp.Click("#ask"))
	tb.wait(`document.querySelector("#ask").textContent === "Waiting…"`)
	tb.shoot("loading")
	tb.do(chromedp.Click("#stop"))
	tb.wait(`document.querySelector("#status").textContent === "Stopped."`)
	close(held.release)
	if answer := tb.text("#answer"); answer != "" {
		t.Errorf("stopped, but the page answers %q", answer)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

func TestMissingChunk(t *testing.T) {
	tb, s := openSite(t)
	chunk := modelChunk(t)
	s.lose(chunk)
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	tb.wait(`document.querySelector("#load-error")`)
	if got := tb.text("#load-error"); !strings.Contains(got, "could not be loaded") {
		t.Errorf("the page says %q", got)
	}
	tb.shoot("missing-chunk")
	tb.do(chromedp.Click("#ask")) // requests the model too, and fails again
	tb.wait(`document.querySelector("#load-error")`)
	s.restore(chunk)
	tb.expectProblems("404")
	tb.do(chromedp.Click("#retry"))
	tb.answered() // the question that was asked is not forgotten
	tb.compare(defaultThoughts(t))
}

func TestDamagedChunk(t *testing.T) {
	tb, s := openSite(t)
	chunk := modelChunk(t)
	s.damage(chunk)
	tb.do(chromedp.Navigate(s.URL + "?seed=1"))
	tb.wait(`document.querySelector("#load-error")`)
	name := path.Base(chunk)
	if got := tb.text("#load-error"); !strings.Contains(got, name[:8]) {
		t.Errorf("the page says %q; want the chunk %s named", got, name)
	}
	s.restore(chunk)
	tb.do(chromedp.Click("#retry"))
	tb.wait(`document.querySelector("#facts")`)
}

// A missing file leads to a Retry button: index.html's while there is no page yet, which reloads it, or the page's own.
func TestMissingProgram(t *testing.T) {
	for _, tt := range []struct {
		file, retry string
		reloads     bool
	}{
		{"/app-relaxed.wasm", "#boot-retry", true},
		{"/worker.js", "#retry", false},
	} {
		t.Run(tt.file[1:], func(t *testing.T) {
			tb, s := openSite(t)
			s.lose(tt.file)
			tb.do(chromedp.Navigate(s.URL + "?seed=1"))
			tb.wait(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility()`, tt.retry))
			tb.shoot("missing-" + tt.file[1:])
			s.restore(tt.file)
			tb.expectProblems("404")
			if tt.reloads {
				tb.doAndLoad(chromedp.Click(tt.retry))
			} else {
				tb.do(chromedp.Click(tt.retry))
			}
			tb.wait(`document.querySelector("#facts")`)
		})
	}
}

// A server that does not know the type of .wasm prevents streaming compilation, but the page works.
func TestPlainMIMEType(t *testing.T) {
	tb, s := openSite(t)
	s.plain = true
	tb.open(s.URL + "?seed=1")
}
