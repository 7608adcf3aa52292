package npm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds each thing a test does in the browser. No test sleeps that long: it only ends what would hang.
const patience = 90 * time.Second

// chromium is the browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	need(t, "chromium")
	return ""
}

// TestChromium runs the cases in a page under a strict policy, twice: the second time the models are on the device.
func TestChromium(t *testing.T) {
	p := openPage(t, serve(t).URL)
	r := &results{}
	for name, into := range map[string]any{"task": &r.Task, "session": &r.Session, "text": &r.Text, "latent": &r.Latent,
		"together": &r.Together, "refusals": &r.Refusals, "crashes": &r.Crashes} {
		p.attempt(name, into)
	}
	r.check(t)
	var again taskResults
	p.attempt("task", &again)
	if again.Info.Stored < again.Info.Bytes*9/10 || again.Info.Fetched != 0 || again.Info.Unkept != "" {
		t.Errorf("at the second visit %+v, want all of it from the device", again.Info)
	}
	if again.Info.Variant != "relaxed" {
		t.Errorf("Chromium runs the variant %s, want relaxed", again.Info.Variant)
	}
	var violations []string
	p.evaluate(`test.violations`, &violations)
	if len(violations) > 0 {
		t.Errorf("the policy was violated: %q", violations)
	}
	var answer string
	p.evaluate(fmt.Sprintf(`test.inWorker(%q, %q)`, p.address+"/models", questions[0]), &answer)
	if answer != "Tom is a pet." {
		t.Errorf("in a worker the answer is %q", answer)
	}
}

// page is a page with the package.
type page struct {
	t       *testing.T
	ctx     context.Context
	address string
}

// openPage opens page.html in a browser of its own.
func openPage(t *testing.T, address string) *page {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-component-update", true))
	alloc, stopBrowser := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, closeTab := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		closeTab()
		stopBrowser()
		chromedp.FromContext(ctx).Allocator.Wait()
	})
	if err := chromedp.Run(ctx, chromedp.Navigate(address+"/page.html")); err != nil {
		t.Fatal(err)
	}
	return &page{t, ctx, address}
}

// attempt runs a case.
func (p *page) attempt(name string, into any) {
	p.t.Helper()
	setting, err := json.Marshal(settingAt(p.address))
	if err != nil {
		p.t.Fatal(err)
	}
	p.evaluate(fmt.Sprintf(`test.attempt(%q, %s)`, name, setting), into)
}

// evaluate evaluates an expression and waits for the promise that it may be.
func (p *page) evaluate(expression string, into any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	err := chromedp.Run(ctx, chromedp.Evaluate(expression, into,
		func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	if err != nil {
		p.t.Fatalf("%.80s: %v", expression, err)
	}
}
