package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/coconut-page/coconut/e2e/webdriver"
)

// visit is one page in a browser with some engine.
type visit struct {
	t   *testing.T // of the subtest that is running
	ctx context.Context
	b   *webdriver.Browser
}

// installed skips the test where an engine is not installed; in CI its absence is a failure.
func installed(t *testing.T, e webdriver.Engine) {
	t.Helper()
	if err := e.Installed(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%v, and CI=true", err)
		}
		t.Skipf("%v (bash .ci/deps installs it)", err)
	}
}

// visitWith starts a browser, which shows nothing yet. When the test ends it is closed; if the test failed, a picture
// is kept.
func visitWith(t *testing.T, e webdriver.Engine) *visit {
	t.Helper()
	installed(t, e)
	b, err := webdriver.Start(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{t, context.Background(), b} // t's own context ends before the cleanup, which still takes a picture
	t.Cleanup(func() {
		if t.Failed() {
			v.keep(t)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// keep keeps a picture of the page and the browser's log.
func (v *visit) keep(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	png, err := v.b.Screenshot(ctx)
	if err != nil {
		t.Logf("no picture: %v", err)
	}
	keepFailure(t, png, v.b.Log())
}

// run runs a subtest of the visit. It returns false if that failed: later ones would only fail, too.
func (v *visit) run(name string, f func(t *testing.T)) bool {
	whole := v.t
	defer func() { v.t = whole }()
	return whole.Run(name, func(t *testing.T) {
		v.t = t
		f(t)
	})
}

// do gives a command of the browser the tests' patience, and fails the test when it fails.
func (v *visit) do(command func(ctx context.Context) error) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 2*patience) // the browser's own time-out comes first
	defer cancel()
	if err := command(ctx); err != nil {
		var page string
		if err := v.b.Eval(ctx, `document.body?.innerText`, &page); err != nil {
			page = err.Error()
		}
		v.t.Fatalf("%v\npage: %s", err, page)
	}
}

// eval evaluates an expression in the page, and waits for it if it is a promise.
func eval[T any](v *visit, expression string) T {
	v.t.Helper()
	var value T
	v.do(func(ctx context.Context) error { return v.b.Eval(ctx, expression, &value) })
	return value
}

func (v *visit) click(selector string) {
	v.t.Helper()
	v.do(func(ctx context.Context) error { return v.b.Click(ctx, selector) })
}

// press types into an element, without emptying it first.
func (v *visit) press(selector, keys string) {
	v.t.Helper()
	v.do(func(ctx context.Context) error { return v.b.Type(ctx, selector, keys) })
}

// typeQuestion replaces the text of the box, key by key.
func (v *visit) typeQuestion(text string) {
	v.t.Helper()
	v.do(func(ctx context.Context) error { return v.b.Clear(ctx, "#question") })
	v.press("#question", text)
}

// wait returns when a condition on the document holds.
func (v *visit) wait(condition string) {
	v.t.Helper()
	eval[bool](v, whenHolds(condition))
}

// open shows the page and waits for the model.
func (v *visit) open(url string) {
	v.t.Helper()
	v.do(func(ctx context.Context) error { return v.b.Navigate(ctx, url) })
	v.ready()
}

// ready waits for the model, and unfolds the laboratory.
func (v *visit) ready() {
	v.t.Helper()
	v.wait(`document.querySelector("#facts")`)
	eval[any](v, openLab)
	v.wait(`document.querySelector("#lab:not(.shut)")`)
}

// reload reloads the page from a script, because WebDriver's own command bypasses the service worker in Firefox, and
// waits for the model.
func (v *visit) reload() {
	v.t.Helper()
	v.do(func(ctx context.Context) error {
		err := v.b.Eval(ctx, `(self.leaving = true, setTimeout(() => location.reload(), 0), true)`, nil)
		for loaded := false; !loaded; time.Sleep(10 * time.Millisecond) {
			// it does not matter that the page's end cuts off the script
			if err != nil && !errors.As(err, new(*webdriver.Error)) {
				return err
			}
			err = v.b.Eval(ctx, `!self.leaving && document.readyState === "complete"`, &loaded)
		}
		return err
	})
	v.ready()
}

// ask clicks on Ask and waits for the answer.
func (v *visit) ask() {
	v.t.Helper()
	v.click("#ask")
	v.wait(isAnswered)
}

// compare compares what the page shows with the native answer to the same question.
func (v *visit) compare() {
	v.t.Helper()
	if eval[bool](v, traceFolded) {
		v.presses("#open-trace")
		v.wait(`document.querySelector("#trace")`)
	}
	got := eval[shown](v, readShown)
	want, err := askNatively(v.t, got.Question, defaultThoughts(v.t))
	if err != nil {
		v.t.Fatalf("natively: %v", err)
	}
	got.compare(v.t, want)
}

// stopwatch measures the features, for the table that TestEngines prints.
type stopwatch struct {
	engine string
	times  *timings
}

func (s stopwatch) time(feature string, f func()) {
	began := time.Now()
	f()
	s.times.add(s.engine, feature, fmt.Sprintf("%.2f s", time.Since(began).Seconds()))
}
