package e2e_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// frameAddress finds the address in the lines that the Embed button copies.
var frameAddress = regexp.MustCompile(`^<iframe title="[^"]+" width="900" height="700" src="([^"]+)"></iframe>$`)

// TestCopied checks what the buttons over the question box copy: a link that opens the question, and a frame with it.
func TestCopied(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL)
	tb.do(browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-read"}, browser.PermissionSettingGranted),
		browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-write"}, browser.PermissionSettingGranted))
	copied := func(button string) (text string) {
		t.Helper()
		tb.do(chromedp.Click(button, chromedp.ByQuery), chromedp.Poll(`document.querySelector('`+button+
			`').textContent === 'Copied'`, nil), chromedp.Evaluate(`navigator.clipboard.readText()`, &text, awaited))
		return text
	}
	link := copied("#copy")
	if at, err := url.Parse(link); err != nil || !strings.HasPrefix(link, s.URL) || at.Fragment == "" {
		t.Fatalf("copied %q, %v", link, err)
	}
	found := frameAddress.FindStringSubmatch(copied("#embed"))
	if found == nil || html.UnescapeString(found[1]) != strings.Replace(link, "#", "#embed&", 1) {
		t.Errorf("the frame is %q, of the link %q", found, link)
	}
}
