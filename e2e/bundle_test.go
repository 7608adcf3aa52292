package e2e_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// TestBundle checks that the single-file page works from a file:// address, answers like the command line, and makes no
// network requests (its policy forbids them, and a violation appears in the console, which fails the test).
func TestBundle(t *testing.T) {
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	page, err := site.Bundle(dir, "..", modelName)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, page, 0o644); err != nil {
		t.Fatal(err)
	}
	tb, _ := openSite(t)
	tb.open("file://" + path)
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
	tb.typeQuestion("Rex is a cat. Every cat is an animal. Every animal is a thing. Ann is a rock. Is Rex a rock or " +
		"thing?")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}
