package e2e_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestPictures takes the README's pictures from the real page (make pictures): COCONUT_PICTURES names the folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("COCONUT_PICTURES")
	if dir == "" {
		t.Skip("COCONUT_PICTURES is not set")
	}
	shipped(t)
	tb, s := openSite(t)
	take := func(name, selector string) {
		t.Helper()
		var png []byte
		tb.do(chromedp.Screenshot(selector, &png))
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	takeWindow := func(name string) { // from the page's top
		t.Helper()
		var png []byte
		tb.do(chromedp.Evaluate(`scrollTo(0, 0)`, nil), chromedp.CaptureScreenshot(&png))
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	show := func(scheme string, width int64, link string) {
		t.Helper()
		tb.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}), chromedp.EmulateViewport(width, 900))
		tb.do(chromedp.Navigate("about:blank"))
		tb.open(s.URL + link)
		tb.answered()
	}
	show("light", 1280, "#kind=prosqa&seed=364&k=2&colour=held")
	takeWindow("search")
	tb.choose("#whatif-kind", "edge")
	tb.do(chromedp.Click("#whatif"))
	tb.status("Before: ")
	take("what-if", "section:has(#whatif)")
	tb.do(chromedp.Click("#race"))
	tb.status("The race is over")
	take("race", "section.card:has(#race)")
	tb.card(filepath.Join(dir, "card.png"), s.URL)
	show("dark", 390, "#kind=words&seed=0&k=2&colour=held")
	takeWindow("phone-dark")
}

// card keeps the picture to share of the page's first question: other sites show it with a link to the page.
func (tb *tab) card(file, url string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate("about:blank"), chromedp.Navigate(url))
	tb.wait(answers("Rex"))
	tb.do(chromedp.Evaluate(`document.querySelector("#card").click()`, nil))
	tb.wait(`document.querySelector("#card-picture")`)
	data := js[string](tb, `document.querySelector("#card-picture").toDataURL().split(",")[1]`)
	png, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		tb.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		tb.t.Fatal(err)
	}
}
