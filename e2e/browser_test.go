package e2e_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds each thing a test does in the browser. No test sleeps that long: it only ends what would hang.
const patience = 90 * time.Second

// chromium finds the browser, or skips the test where there is none; in CI its absence is a failure.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Chromium on the PATH, and CI=true")
	}
	t.Skip("no Chromium on the PATH; set CHROMIUM to test in the browser")
	return ""
}

// tab is one page in its own browser.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string // errors and warnings of the console, uncaught exceptions
}

// openTab starts a browser; chromedp gives it an empty profile, and deletes that when the browser has ended. When the
// test ends, any complaint in the console fails it.
func openTab(t *testing.T) *tab {
	t.Helper()
	return openTabWith(t)
}

// openTabIn is openTab with a profile that outlives the browser.
func openTabIn(t *testing.T, profile string) *tab {
	t.Helper()
	return openTabWith(t, chromedp.UserDataDir(profile))
}

// profileDir is a folder for openTabIn. Unlike t.TempDir, it is not in the way of a killed browser's children: they may
// write to it for some time after the browser itself has gone.
func profileDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "coconut-profile-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		deadline := time.Now().Add(patience)
		for err := os.RemoveAll(dir); err != nil; err = os.RemoveAll(dir) {
			if time.Now().After(deadline) {
				t.Errorf("the profile is still written to: %v", err)
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	return dir
}

func openTabWith(t *testing.T, more ...chromedp.ExecAllocatorOption) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 1000))
	alloc, stopBrowser := chromedp.NewExecAllocator(context.Background(), append(opts, more...)...)
	ctx, closeTab := chromedp.NewContext(alloc)
	tb := &tab{t: t, ctx: ctx}
	t.Cleanup(func() {
		closeTab()
		stopBrowser()
		tb.within("end Chromium", func() error { chromedp.FromContext(ctx).Allocator.Wait(); return nil })
	})
	chromedp.ListenTarget(ctx, tb.listen)
	// The first Run starts the browser and ties it to its context, which therefore must not be a short-lived one.
	tb.within("start Chromium", func() error { return chromedp.Run(ctx) })
	tb.do(log.Enable(), runtime.Enable())
	t.Cleanup(func() {
		for _, p := range tb.takeProblems() {
			t.Errorf("console: %s", p)
		}
		if t.Failed() {
			tb.keep()
		}
	})
	return tb
}

// keep keeps a picture of the page of a test that has failed.
func (tb *tab) keep() {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	var png []byte
	if err := chromedp.Run(ctx, chromedp.FullScreenshot(&png, 100)); err != nil {
		tb.t.Logf("no picture: %v", err)
	}
	keepFailure(tb.t, png, "")
}

func (tb *tab) listen(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			tb.problem("%s: %s (%s)", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			tb.problem("console.%s: %s", e.Type, describeArgs(e.Args))
		}
	case *runtime.EventExceptionThrown:
		tb.problem("uncaught: %s", e.ExceptionDetails.Error())
	}
}

func describeArgs(args []*runtime.RemoteObject) string {
	var b strings.Builder
	for _, a := range args {
		fmt.Fprintf(&b, "%s%s ", a.Value, a.Description)
	}
	return b.String()
}

func (tb *tab) problem(format string, args ...any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = append(tb.problems, fmt.Sprintf(format, args...))
}

// takeProblems returns the console's complaints so far, and clears them: for a test that provokes an error.
func (tb *tab) takeProblems() []string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	p := tb.problems
	tb.problems = nil
	return p
}

// expectProblems takes the complaints so far, which a test provoked; each must contain the text.
func (tb *tab) expectProblems(text string) {
	tb.t.Helper()
	problems := tb.takeProblems()
	for _, p := range problems {
		if !strings.Contains(p, text) {
			tb.t.Errorf("console: %s; want nothing but %q", p, text)
		}
	}
}

// do runs actions, all within patience.
func (tb *tab) do(actions ...chromedp.Action) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		tb.t.Fatalf("%v\npage: %s\nconsole: %q", err, tb.text("body"), tb.takeProblems())
	}
}

// doAndLoad runs actions that navigate to another document, and returns when that has loaded.
func (tb *tab) doAndLoad(actions ...chromedp.Action) {
	tb.t.Helper()
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := chromedp.RunResponse(ctx, actions...)
		return err
	}))
}

// within fails the test when f fails or takes longer than patience.
func (tb *tab) within(what string, f func() error) {
	tb.t.Helper()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		if err != nil {
			tb.t.Fatalf("%s: %v", what, err)
		}
	case <-time.After(patience):
		tb.t.Fatalf("%s: no end after %v", what, patience)
	}
}

// js evaluates an expression in the page.
func js[T any](tb *tab, expression string) T {
	tb.t.Helper()
	var v T
	tb.do(chromedp.Evaluate(expression, &v))
	return v
}

// promised evaluates an expression in the page and waits for the promise that it returns.
func promised[T any](tb *tab, expression string) T {
	tb.t.Helper()
	var v T
	tb.do(chromedp.Evaluate(expression, &v,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return v
}

// text returns the text of the first element that matches, or "" without one. It does not fail the test: do calls it to
// report.
func (tb *tab) text(selector string) string {
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	var s string
	err := chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector), &s))
	if err != nil {
		return err.Error()
	}
	return s
}

// wait returns when a condition on the document holds. It is checked again at each change of the document, so there is
// no polling and no delay. (chromedp.Poll would build its predicate with new Function, which the page's policy
// forbids.)
func (tb *tab) wait(condition string) {
	tb.t.Helper()
	tb.do(chromedp.Evaluate(whenHolds(condition), nil,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// whenHolds returns an expression for a promise that resolves when a condition on the document holds.
func whenHolds(condition string) string {
	return fmt.Sprintf(`new Promise((resolve) => {
		const holds = () => { if (%s) { observer.disconnect(); resolve(true); } };
		const observer = new MutationObserver(holds);
		observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
		holds();
	})`, condition)
}

// shoot keeps a picture of the whole page in COCONUT_SHOTS.
func (tb *tab) shoot(name string) {
	tb.t.Helper()
	dir := os.Getenv("COCONUT_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	tb.do(chromedp.FullScreenshot(&png, 100))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		tb.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		tb.t.Fatal(err)
	}
}
