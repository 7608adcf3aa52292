package e2e_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/ui/page"
)

// sources returns the sources that each directive of a policy allows.
func sources(t *testing.T, policy string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(directive)
		if len(words) == 0 {
			t.Fatalf("an empty directive in %q", policy)
		}
		all[words[0]] = words[1:]
	}
	return all
}

// TestPolicy checks that neither page allows eval, inline scripts or styles, or another host, and that both rely on no
// defaults.
func TestPolicy(t *testing.T) {
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := site.Bundle(dir, repository, modelName)
	if err != nil {
		t.Fatal(err)
	}
	meta := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindSubmatch(bundle)
	if meta == nil {
		t.Fatal("the bundle has no policy")
	}
	headers, err := site.Headers(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	hash := regexp.MustCompile(`^'sha256-[A-Za-z0-9+/]{43}='$`)
	for name, tt := range map[string]struct {
		policy  string
		allowed map[string][]string // besides hashes
	}{
		"site": {headers[0].Value, map[string][]string{
			"script-src": {"'self'", "'wasm-unsafe-eval'"}, "style-src": {"'self'"}, "img-src": {"'self'"}, "connect-src": {"'self'"},
			"worker-src": {"'self'"}, "manifest-src": {"'self'"}, "frame-ancestors": {"'self'"},
		}},
		"bundle": {string(meta[1]), map[string][]string{"script-src": {"'wasm-unsafe-eval'"}, "style-src": {}, "img-src": {"data:"}, "worker-src": {"blob:"}}},
	} {
		got := sources(t, tt.policy)
		for _, directive := range []string{"default-src", "base-uri", "form-action"} {
			if !slices.Equal(got[directive], []string{"'none'"}) {
				t.Errorf("%s: %s is %q", name, directive, got[directive])
			}
			delete(got, directive)
		}
		if !slices.Equal(got["require-trusted-types-for"], []string{"'script'"}) || len(got["trusted-types"]) == 0 ||
			slices.Contains(got["trusted-types"], "*") {
			t.Errorf("%s: trusted types for %q: %q", name, got["require-trusted-types-for"], got["trusted-types"])
		}
		delete(got, "require-trusted-types-for")
		delete(got, "trusted-types")
		for directive, list := range got {
			for _, source := range list {
				if !slices.Contains(tt.allowed[directive], source) && !(name == "bundle" && hash.MatchString(source)) {
					t.Errorf("%s: %s allows %s", name, directive, source)
				}
			}
		}
	}
}

// codeOfText matches ways to turn text into code or markup.
var codeOfText = regexp.MustCompile(`\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write|createContextualFragment|setHTMLUnsafe|parseFromString|srcdoc|setTimeout\s*\(\s*['"` + "`" + `]|javascript:`)

// TestShippedScripts checks that no script of the site, the bundle or the Worker uses them, except in the one place
// that sets Vugu's contents, which content.js guards.
func TestShippedScripts(t *testing.T) {
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, pattern := range []string{dir + "/*.js", repository + "/wasm/app/*.js", repository + "/wasm/edge/*.mjs"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		names = append(names, found...)
	}
	guarded := "element.innerHTML = policy.createHTML(html)"
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if base := filepath.Base(name); base == "content.js" || base == "vugu-helper.js" {
			if strings.Count(text, guarded) != 1 {
				t.Errorf("%s sets contents in another way than it should", name)
			}
			text = strings.Replace(text, guarded, "", 1)
		}
		for _, line := range strings.Split(text, "\n") {
			if comment := strings.HasPrefix(strings.TrimSpace(line), "//"); !comment && codeOfText.MatchString(line) {
				t.Errorf("%s: %q", name, codeOfText.FindString(line))
			}
		}
	}
}

// TestProtected tries, in the page itself, what injected code or markup would have to do.
func TestProtected(t *testing.T) {
	tb, s := openSite(t)
	var reached atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer elsewhere.Close()
	tb.open(s.URL + "?seed=1")
	tb.kept()
	s.mu.Lock()
	s.provoked = true
	s.mu.Unlock()
	for name, code := range map[string]string{
		"markup":               `document.createElement("div").innerHTML = "<img src=x>"`,
		"markup through Vugu":  `coconutContent(document.createElement("div"), "<img src=x onerror=pwned=1>")`,
		"markup at a place":    `document.body.insertAdjacentHTML("beforeend", "<b>x</b>")`,
		"a document":           `document.write("x")`,
		"a parsed document":    `new DOMParser().parseFromString("<b>x</b>", "text/html")`,
		"a function":           `new Function("self.pwned = 1")()`,
		"an indirect function": `Object.getPrototypeOf(async () => {}).constructor("self.pwned = 1")()`,
		"text as a timer":      `setTimeout("self.pwned = 1")`,
		"Vugu's eval":          `eval("self.pwned = 1")`,
		"a handler":            `document.body.setAttribute("onclick", "pwned = 1")`,
		"a script's text":      `document.createElement("script").text = "self.pwned = 1"`,
		"a script's address":   `document.createElement("script").src = "page.js"`,
		"a worker":             `new Worker("worker.js")`,
		"another policy":       `trustedTypes.createPolicy("mine", {createHTML: (s) => s})`,
		"the same policy":      `trustedTypes.createPolicy("coconut-page", {createHTML: (s) => s})`,
		"the default policy":   `trustedTypes.createPolicy("default", {createHTML: (s) => s})`,
	} {
		var got string
		tb.do(chromedp.Evaluate(fmt.Sprintf(`(() => { try { %s; return "done"; } catch (error) { return error.name; } })()`,
			code), &got,
			func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
				return p.WithAllowUnsafeEvalBlockedByCSP(false)
			})) // like the page itself
		if got == "done" {
			t.Errorf("%s: nothing stops it", name)
		}
	}
	for name, code := range map[string]string{
		"fetch":       fmt.Sprintf(`fetch(%q)`, elsewhere.URL),
		"image":       fmt.Sprintf(`new Promise((done, failed) => Object.assign(new Image(), {onload: done, onerror: failed, src: %q}))`, elsewhere.URL),
		"data image":  `new Promise((done, failed) => Object.assign(new Image(), {onload: done, onerror: failed, src: "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="}))`,
		"style sheet": fmt.Sprintf(`new Promise((done, failed) => document.head.append(Object.assign(document.createElement("link"), {rel: "stylesheet", onload: done, onerror: failed, href: %q})))`, elsewhere.URL),
		"beacon":      fmt.Sprintf(`new Promise((done, failed) => { const s = new WebSocket(%q); s.onopen = done; s.onerror = failed; })`, strings.Replace(elsewhere.URL, "http", "ws", 1)),
	} {
		if got := promised[string](tb,
			fmt.Sprintf(`(async () => { try { await %s; return "done"; } catch { return "stopped"; } })()`,
				code)); got == "done" {
			t.Errorf("%s of another host: nothing stops it", name)
		}
	}
	if styled := js[bool](tb,
		`(() => { document.querySelector("main").setAttribute("style", "display: none"); return getComputedStyle(document.querySelector("main")).display === "none"; })()`); styled {
		t.Error("an inline style takes effect")
	}
	if js[bool](tb, `self.pwned !== undefined`) || reached.Load() > 0 {
		t.Errorf("code ran, or %d requests left the site", reached.Load())
	}
	if got := js[string](tb,
		`(() => { const e = document.createElement("p"); coconutContent(e, "&lt;b&gt; &amp;amp; &#34;&#39;"); return e.textContent; })()`); got != `<b> &amp; "'` {
		t.Errorf("text with marks is shown as %q", got)
	}
	for _, p := range tb.takeProblems() {
		if !strings.Contains(strings.ToLower(p), "content security policy") && !strings.Contains(p, "requires 'Trusted") {
			t.Errorf("console: %s", p)
		}
	}
}

// TestEvalGivenBack checks that eval is the browser's own once the page runs: tools that drive it run their code
// through eval. Calls from within the page are still subject to the page's policy (TestProtected).
func TestEvalGivenBack(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=1")
	if got := js[string](tb, `Function.prototype.toString.call(window.eval)`); !strings.Contains(got, "[native code]") {
		t.Errorf("eval is still %s", got)
	}
	if got := js[int](tb, `eval("20 + 22")`); got != 42 {
		t.Errorf("eval gives %d; want 42", got)
	}
	var got int
	tb.do(chromedp.CallFunctionOn(`function(text) { return globalThis.eval(text)(this.length); }`, &got,
		func(p *runtime.CallFunctionOnParams) *runtime.CallFunctionOnParams {
			return p.WithObjectID(objectOf(tb, `[1, 2]`))
		}, `(n) => n + 40`)) // the way of Playwright's page.evaluate
	if got != 42 {
		t.Errorf("eval in a function that a tool calls gives %d; want 42", got)
	}
}

// objectOf returns the browser's name for an expression's value.
func objectOf(tb *tab, expression string) (id runtime.RemoteObjectID) {
	tb.t.Helper()
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error {
		object, _, err := runtime.Evaluate(expression).Do(ctx)
		if err == nil {
			id = object.ObjectID
		}
		return err
	}))
	return id
}

// TestFramed checks that a page of another origin cannot show this one in a frame.
func TestFramed(t *testing.T) {
	tb, s := openSite(t)
	s.provoked = true // the browser reports it
	framing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!DOCTYPE html><iframe src=%q></iframe>`, s.URL)
	}))
	defer framing.Close()
	tb.doAndLoad(chromedp.Navigate(framing.URL))
	if n := s.requests(sitePath + "page.js"); n != 0 {
		t.Errorf("in a frame, the page was loaded with its scripts (%d times)", n)
	}
	if problems := tb.takeProblems(); !slices.ContainsFunc(problems,
		func(p string) bool { return strings.Contains(p, "frame-ancestors") }) {
		t.Errorf("the browser says %q, and nothing of frames", problems)
	}
}

// TestHelper checks that a page whose vugu-helper.js is missing, damaged or of another version says so, and does not
// run.
func TestHelper(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(text string) string
		want   string
	}{
		"missing": {func(string) string { return "" }, "vugu-helper.js is missing"},
		"damaged": {func(text string) string { return text[:len(text)/2] }, "vugu-helper.js is missing"},
		"another version": {func(text string) string { return text + "window.coconutHelper++;" },
			"another one than the program needs"},
	} {
		t.Run(name, func(t *testing.T) {
			tb, s, dir := siteCopy(t)
			path := filepath.Join(dir, "vugu-helper.js")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(tt.change(string(data))), 0o644); err != nil {
				t.Fatal(err)
			}
			tb.do(chromedp.Navigate(s.URL + "?seed=1"))
			tb.wait(`document.querySelector("#boot-error").checkVisibility()`)
			if got := tb.text("#boot-message"); !strings.Contains(got, tt.want) {
				t.Errorf("the page says %q, want %q", got, tt.want)
			}
			tb.shoot("helper-" + name)
			if js[bool](tb, `document.querySelector("#question") !== null`) {
				t.Error("the page runs")
			}
			tb.takeProblems() // Go's, and the browser's about the script
		})
	}
}

// TestPageLinks checks that no link of the page is broken: files of the site exist, anchors in the page too, and
// external addresses, which are not fetched, are well formed.
func TestPageLinks(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=7")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	links := js[[]string](tb,
		`[...document.querySelectorAll("[href], [src]")].map((e) => e.getAttribute("href") ?? e.getAttribute("src"))`)
	if len(links) < 8 {
		t.Fatalf("the page has only the links %q", links)
	}
	for _, link := range links {
		switch {
		case strings.HasPrefix(link, "https://"):
			if u, err := url.Parse(link); err != nil || u.Host == "" {
				t.Errorf("%s is no address: %v", link, err)
			}
		case strings.HasPrefix(link, "#"):
			if !strings.Contains(link, "=") && !js[bool](tb, fmt.Sprintf(`document.querySelector(%q) !== null`, link)) {
				t.Errorf("%s leads nowhere", link)
			} else if _, err := page.ParseLink(link); err != nil {
				t.Errorf("%s: %v", link, err)
			}
		default:
			if status := promised[int](tb, fmt.Sprintf(`fetch(%q, {cache: "no-store"}).then((r) => r.status)`,
				link)); status != 200 {
				t.Errorf("%s: status %d", link, status)
			}
		}
	}
}
