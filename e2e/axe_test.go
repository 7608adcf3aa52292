package e2e_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axe loads axe-core into the page, or skips the test if npm has not installed it (bash .ci/deps).
func (tb *tab) axe() {
	tb.t.Helper()
	source, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		tb.t.Skip("axe-core is not installed; bash .ci/deps does it")
	}
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.do(chromedp.Evaluate(string(source)+"; 0", nil))
}

// accessible runs all rules of WCAG 2.2 A and AA, and axe's best practices, on the page as it is.
func (tb *tab) accessible(what string) {
	tb.t.Helper()
	for _, v := range promised[[]string](tb, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.flatMap((v) =>
		v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replaceAll("\n", " "))))`) {
		tb.t.Errorf("%s: %s", what, v)
	}
}

// TestAccessible checks the page in each of its states, in both colour schemes and at the width of a phone.
func TestAccessible(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 320} {
			look := func(what string) { t.Helper(); tb.accessible(fmt.Sprintf("%s, %s, %d px", what, scheme, width)) }
			tb.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
			}), chromedp.EmulateViewport(width, 900))
			tb.open(fmt.Sprint(s.URL, "?seed=7&width=", width, scheme))
			tb.axe()
			look("as it opens")
			tb.do(chromedp.Click("#ask"))
			tb.answered()
			tb.do(chromedp.Click("#open-thoughts"), chromedp.Click("#open-trace"))
			tb.choose("#whatif-kind", "edge")
			tb.do(chromedp.Click("#whatif"))
			tb.status("Before: ")
			tb.do(chromedp.Click("#race"))
			tb.status("The race is over")
			tb.choose("#batch-count", "20")
			tb.do(chromedp.Click("#batch"))
			tb.status("Done.")
			look("with everything on it")
			tb.do(chromedp.Click("#edit"))
			tb.wait(`document.querySelector("#graph.editing")`)
			tb.do(chromedp.Click(`#graph .node`))
			look("in the editor")
			tb.typeQuestion("Tom likes tea. Is Tom a cat or pet?")
			tb.do(chromedp.Click("#ask"))
			tb.wait(`document.querySelector("#alert").textContent`)
			look("with a bad question")
		}
	}
}
