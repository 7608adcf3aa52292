package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/ui/page"
)

// harmless checks that no input became code, markup or a link, and that the page is as wide as its window.
func (tb *tab) harmless(what string) {
	tb.t.Helper()
	for _, problem := range js[[]string](tb, `[
		self.pwned !== undefined && "code ran",
		document.querySelector("main img, main script, main iframe, main style, main link, [onerror], [onload], [onclick], [style]:not(svg *)") && "markup",
		[...document.querySelectorAll("a")].some((a) => !/^(#|https:\/\/arxiv\.org\/abs\/|https:\/\/github\.com\/coconut-page\/coconut(\/blob\/main\/docs\/index\.md)?$|third-party\.txt$)/.test(a.getAttribute("href"))) && "a link",
		document.documentElement.scrollWidth > innerWidth && "the page is wider than its window, by " + (document.documentElement.scrollWidth - innerWidth),
		!document.querySelector("#boot-error").hidden && document.querySelector("#boot-message").textContent,
	].filter(Boolean)`) {
		tb.t.Errorf("%s: %s", what, problem)
	}
}

// put fills the box like a paste.
func (tb *tab) put(text string) {
	tb.t.Helper()
	tb.do(chromedp.Evaluate(fmt.Sprintf(`(() => {
		const box = document.querySelector("#question");
		box.value = %s;
		box.dispatchEvent(new Event("input", {bubbles: true}));
	})()`, quote(text)), nil))
}

// settled waits until the page has answered, or says why it cannot.
func (tb *tab) settled() {
	tb.t.Helper()
	tb.wait(`document.querySelector('.answer[aria-busy="false"] #answer') || document.querySelector("#alert").textContent !== ""`)
}

// hostileWords are nouns that must stay text.
var hostileWords = []string{
	`<img src=x onerror=pwned=1>`, `"><script>pwned=1</script>`, `<svg/onload=pwned=1>`, `javascript:pwned=1`, `&lt;img&gt;`, `&#60;img src=x&#62;`,
	`{{pwned=1}}`, "${pwned=1}", `__proto__`, `constructor`, `toString`, `hasOwnProperty`, `</textarea><img/src=x onerror=pwned=1>`, `'onfocus='pwned=1`,
	"\u202egnp.exe", "a\u200bb\u200dc\ufeffd", "\u2066\u2067x\u2069", "\u0000nul", "e" + strings.Repeat("\u0301", 200), "\U0001f965\ufe0f", "\ufffd\ufffe", "<!--", "]]>", "%00%3Cimg%3E",
	strings.Repeat("w", 300), strings.Repeat("漢", 3000), strings.Repeat("a-", 4000), "CON", "NaN", "1e999", "-0",
}

func hostileQuestion(word string) string {
	return fmt.Sprintf("Every cat is a %s. Tom is a cat. Eva is a dog. Is Tom a %s or dog?", word, word)
}

// TestHostileQuestions asks questions made from them, in the box. The page answers, or says what it cannot read, and
// keeps working.
func TestHostileQuestions(t *testing.T) {
	tb, s := openSite(t)
	tb.do(chromedp.EmulateViewport(320, 900))
	tb.open(s.URL + "?seed=1")
	const good = "Rex is a cat. Every cat is an animal. Ann is a rock. Is Rex a rock or animal?"
	for i, word := range hostileWords {
		tb.put(hostileQuestion(word))
		tb.do(chromedp.Click("#ask"))
		tb.settled()
		tb.harmless(fmt.Sprintf("%.40q", word))
		if i%10 == 2 {
			tb.shoot(fmt.Sprintf("hostile-%d", i))
		}
	}
	for name, text := range map[string]string{
		"a noun of 19,000 letters": "Every cat is a " + strings.Repeat("x", 19_000) + ". Tom is a cat. Eva is a dog. Is Tom a cat or dog?",
		"as long as the box takes": strings.Repeat("Every cat is a dog. ", page.MaxText/20),
		"more than the box takes":  strings.Repeat("Every cat is a dog. ", page.MaxText/10),
		"a line of marks":          strings.Repeat("?", page.MaxText),
		"nothing but blanks":       strings.Repeat(" \n", 9000),
		"deep nesting":             strings.Repeat("<b>", 6000),
		"lone surrogates":          "Every \ufffd is a \ufffd. \ufffd",
	} {
		tb.put(text)
		tb.do(chromedp.Click("#ask"))
		tb.settled()
		if got := tb.text("#alert"); len(got) > 1000 || got == "" && name != "a noun of 19,000 letters" {
			t.Errorf("%s: the page says %.1000q", name, got)
		}
		tb.harmless(name)
	}
	tb.put(good)
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// TestHostileLinks opens links as an attacker might send them: unreadable parts are reported, the rest is shown as
// text.
func TestHostileLinks(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=1")
	for _, tt := range []struct{ link, alert, question string }{
		{"#q=%3Cimg%20src%3Dx%20onerror%3Dpwned%3D1%3E&k=1", "", `<img src=x onerror=pwned=1>`},
		{"#kind=%3Cimg%20src%3Dx%20onerror%3Dpwned%3D1%3E", `"kind": "<img`, ""},
		{"#kind=javascript:pwned=1", `"kind"`, ""},
		{"#k=99999999999999999999999999&q=x", `"k": "99999`, ""},
		{"#thoughts=-1", `"thoughts": "-1"`, ""},
		{"#thoughts=1e308", `"thoughts": "1e308"`, ""},
		{"#seed=18446744073709551616", `"seed"`, ""},
		{"#seed=0x10", `"seed"`, ""},
		{"#seed=" + strings.Repeat("9", 10_000), `"seed"`, ""},
		{"#q=%", `"q"`, ""},
		{"#q=%ff%fe", `"q"`, ""},
		{"#q=%00", "", "\x00"},
		{"#q=%E2%80%AEevil%E2%80%8B", "", "\u202eevil\u200b"},
		{"#q=%25253Cimg%252520src%25253Dx%25253E", "", "%253Cimg%2520src%253Dx%253E"}, // decoded once
		{"#__proto__=1&constructor=2&q=Tom", "", "Tom"},
		{"#q=a&q=b", "", "b"},
		{"#q=Every+" + strings.Repeat("z", 19_980), "", "Every " + strings.Repeat("z", 19_980)},
		{"#q=" + strings.Repeat("z", 20_001), `"q"`, ""},
		{"#" + strings.Repeat("%25", 21_000), "bytes, at most", ""},
		{"#" + strings.Repeat("&", 50_000) + "q=c", "", "c"},
		{"#%E2%80%AE%00=%", "%E2", ""},
	} {
		tb.do(chromedp.Evaluate(`location.hash = `+quote(tt.link), nil))
		if tt.alert != "" {
			tb.wait(fmt.Sprintf(`document.querySelector("#alert").textContent.startsWith("The link cannot be read: ") && document.querySelector("#alert").textContent.includes(%s)`, quote(tt.alert)))
			if got := tb.text("#alert"); len(got) > 300 {
				t.Errorf("%.60s: the page says %d bytes", tt.link, len(got))
			}
		} else {
			tb.wait(fmt.Sprintf(`document.querySelector("#question").value === %s`, quote(tt.question)))
		}
		tb.harmless(fmt.Sprintf("%.60s", tt.link))
	}
	// The same when the page opens with it; then it shows its own question.
	for _, link := range []string{"#k=99", "?seed=x", "#q=%zz", "#kind=%3Cscript%3E"} {
		tb.do(chromedp.Navigate("about:blank"))
		tb.open(s.URL + link)
		if got := tb.text("#alert"); !strings.HasPrefix(got, "The link cannot be read: ") {
			t.Errorf("opened with %s, the page says %q", link, got)
		}
		if tb.question() == "" {
			t.Errorf("opened with %s, the page has no question", link)
		}
		tb.harmless(link)
	}
	tb.shoot("bad-link")
	tb.do(chromedp.Navigate("about:blank"))
	const words = "Every valueOf is a constructor. Tom is a valueOf. Eva is a toString. Is Tom a constructor or toString?"
	tb.open(s.URL + "#q=" + strings.ReplaceAll(words, " ", "+") + "&k=2")
	tb.answered()
	tb.harmless("the names of JavaScript's own properties")
	tb.compare(defaultThoughts(t))
}
