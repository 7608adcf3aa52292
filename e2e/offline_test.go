package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// kept waits until the service worker has cached the page, and controls the tab.
func (tb *tab) kept() {
	tb.t.Helper()
	promised[bool](tb, takenCharge)
}

// takenCharge is a promise that resolves when a service worker controls the tab.
const takenCharge = `(async () => {
	const workers = navigator.serviceWorker;
	if (!workers.controller) await new Promise((taken) => workers.addEventListener("controllerchange", taken));
	return true;
})()`

// TestOffline visits once, stops the server, and comes back: the page looks and answers as before, without complaints.
func TestOffline(t *testing.T) { atBothSizes(t, offlineWay) }

func offlineWay(t *testing.T, tb *tab, s *server) {
	tb.open(s.URL + "?seed=7")
	tb.kept()
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	tb.doAndLoad(chromedp.Reload())
	tb.wait(`document.querySelector("#facts")`)
	if got, want := tb.question(), engine.NewQuestion(kindProsQA, 7); got != want {
		t.Errorf("offline, the page asks %q; want %q", got, want)
	}
	if got := js[string](tb, `getComputedStyle(document.querySelector("main")).display`); got != "grid" {
		t.Errorf("offline, the page is not styled: main has display %q", got)
	}
	for _, name := range []string{"models/" + modelName + "/manifest.json", "manifest.webmanifest", "icon-512.png",
		"icon.svg", "index.html"} {
		if got := promised[int](tb, fmt.Sprintf(`fetch(%q).then((r) => r.status)`, name)); got != 200 {
			t.Errorf("offline, %s has status %d", name, got)
		}
	}
	tb.shoot("offline")
	tb.open(s.URL + "index.html?seed=8")
	if got, want := tb.question(), engine.NewQuestion(kindProsQA, 8); got != want {
		t.Errorf("offline, the page asks %q; want %q", got, want)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// TestInstallable asks the browser whether it would install the page as an application.
func TestInstallable(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=1")
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error {
		problems, err := page.GetInstallabilityErrors().Do(ctx)
		for _, p := range problems {
			t.Errorf("not installable: %s", p.ErrorID)
		}
		return err
	}))
}

// siteCopy serves the test's own copy of the site, which it may change.
func siteCopy(t *testing.T) (tb *tab, s *server, dir string) {
	t.Helper()
	chromium(t)
	t.Parallel()
	dir = copySite(t)
	s = serve(t, dir)
	return openTab(t), s, dir
}

// copySite returns a copy of the site.
func copySite(t *testing.T) string {
	t.Helper()
	built, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "dist")
	if err := os.CopyFS(dir, os.DirFS(built)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// publish makes a new version of the site, which says so in its style sheet.
func publish(t *testing.T, dir, version string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "style.css"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "\n:root { --version: %s; }\n", version)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := site.WriteServiceWorker(dir, repository); err != nil {
		t.Fatal(err)
	}
}

// version returns publish's name for the version that the tab shows.
func (tb *tab) version() string {
	tb.t.Helper()
	return js[string](tb, `getComputedStyle(document.documentElement).getPropertyValue("--version")`)
}

func (tb *tab) caches() []string {
	tb.t.Helper()
	return promised[[]string](tb, `caches.keys()`)
}

// secondTab opens another tab of the same browser.
func (tb *tab) secondTab() *tab {
	tb.t.Helper()
	ctx, closeTab := chromedp.NewContext(tb.ctx)
	tb.t.Cleanup(closeTab)
	second := &tab{t: tb.t, ctx: ctx}
	chromedp.ListenTarget(ctx, second.listen)
	second.within("open a tab", func() error { return chromedp.Run(ctx) })
	second.do(log.Enable(), runtime.Enable())
	return second
}

// TestUpdate publishes a new version. It waits until the visitor wants it, and then takes over every tab at once.
func TestUpdate(t *testing.T) {
	tb, s, dir := siteCopy(t)
	countLoads := page.AddScriptToEvaluateOnNewDocument(`sessionStorage.loads = Number(sessionStorage.loads || 0) + 1`)
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error { _, err := countLoads.Do(ctx); return err }))
	tb.open(s.URL + "?seed=1")
	tb.kept()
	foreign := []string{"coconut-weights", "coconut-shell http://" + "elsewhere/ 1"}
	for _, name := range foreign {
		promised[bool](tb, fmt.Sprintf(`caches.open(%q).then((c) => c.put("x", new Response("y"))).then(() => true)`, name))
	}
	before := tb.caches()
	second := tb.secondTab()
	second.open(s.URL + "?seed=1")

	publish(t, dir, "two")
	tb.doAndLoad(chromedp.Reload())
	tb.wait(`document.querySelector("#update").checkVisibility()`)
	tb.doAndLoad(chromedp.Reload()) // does not request it
	tb.wait(`document.querySelector("#update").checkVisibility() && document.querySelector("#facts")`)
	if got := tb.version(); got != "" {
		t.Errorf("nobody asked for version %s, and it runs", got)
	}
	if got := tb.text("#update"); !strings.Contains(got, "A new version is ready.") {
		t.Errorf("the notice says %q", got)
	}
	for _, faint := range js[[]string](tb, faintTexts) {
		t.Errorf("too little contrast: %s", faint)
	}
	tb.shoot("update")

	tb.doAndLoad(chromedp.Click("#reload"))
	tb.wait(`document.querySelector("#facts")`)
	second.wait(`getComputedStyle(document.documentElement).getPropertyValue("--version") && document.querySelector("#facts")`)
	if got := tb.version(); got != "two" {
		t.Errorf("after the click version %q runs", got)
	}
	if js[bool](tb, `document.querySelector("#update").checkVisibility()`) {
		t.Error("the new version still announces itself")
	}
	if got := js[string](tb, `sessionStorage.loads`); got != "4" {
		t.Errorf("the tab was loaded %s times; want 4: the visit, two reloads, the click", got)
	}
	after := tb.caches()
	if len(after) != len(before) {
		t.Errorf("caches before: %q; after: %q", before, after)
	}
	for _, name := range before {
		isForeign := slices.Contains(foreign, name)
		if slices.Contains(after, name) != isForeign {
			t.Errorf("the cache %q is still there: %t; want %t", name, !isForeign, isForeign)
		}
	}
}

// TestUpdateOnReturn publishes a new version while the page stays open: when the visitor comes back to the tab, the
// page checks the server, and shows the notice without a reload. When offline the check fails silently. (Chromium also
// checks by itself, half a minute after a visit, so the test counts the page's own checks.)
func TestUpdateOnReturn(t *testing.T) {
	tb, s, dir := siteCopy(t)
	count := page.AddScriptToEvaluateOnNewDocument(`
		self.asked = 0;
		const update = ServiceWorkerRegistration.prototype.update;
		ServiceWorkerRegistration.prototype.update = function() { self.asked++; return self.last = update.call(this); };
		sessionStorage.loads = Number(sessionStorage.loads || 0) + 1;`)
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error { _, err := count.Do(ctx); return err }))
	tb.open(s.URL + "?seed=1")
	tb.kept()
	other := tb.secondTab()
	leaveAndReturn := func(times int) {
		t.Helper()
		other.do(page.BringToFront())
		promised[bool](tb, visibility("hidden"))
		tb.do(page.BringToFront())
		promised[bool](tb, visibility("visible"))
		if got := js[int](tb, `self.asked`); got != times {
			t.Fatalf("after %d returns the page has asked %d times for a new version", times, got)
		}
	}
	s.lose("/sw.js")
	leaveAndReturn(1)
	if promised[bool](tb, `self.last.then(() => true, () => false)`) {
		t.Error("a service worker that is not there was found")
	}
	tb.expectProblems("404")
	s.restore("/sw.js")
	publish(t, dir, "two")
	leaveAndReturn(2)
	tb.wait(`document.querySelector("#update").checkVisibility()`)
	if got := tb.version(); got != "" {
		t.Errorf("nobody asked for version %s, and it runs", got)
	}
	if got := js[string](tb, `sessionStorage.loads`); got != "1" {
		t.Errorf("the tab was loaded %s times; want once", got)
	}
}

// visibility returns a promise that resolves when the tab is hidden, or visible.
func visibility(state string) string {
	return fmt.Sprintf(`(async () => {
		while (document.visibilityState !== %q) await new Promise((changed) => document.addEventListener("visibilitychange", changed, {once: true}));
		return true;
	})()`, state)
}

// TestHalfAnUpdate visits a server that has a new service worker and an old file: nothing is installed until the two
// match.
func TestHalfAnUpdate(t *testing.T) {
	tb, s, dir := siteCopy(t)
	tb.open(s.URL + "?seed=1")
	tb.kept()
	publish(t, dir, "two")
	s.damage("/style.css")
	if got := promised[string](tb, updateState); got != "redundant" {
		t.Errorf("half an update is %s", got)
	}
	if js[bool](tb, `document.querySelector("#update").checkVisibility()`) {
		t.Error("half an update is announced")
	}
	tb.expectProblems("integrity")
	s.restore("/style.css")
	tb.doAndLoad(chromedp.Reload())
	tb.wait(`document.querySelector("#update").checkVisibility()`)
}

// updateState looks for an update and returns its outcome.
const updateState = `(async () => {
	const registration = await navigator.serviceWorker.ready;
	const found = new Promise((found) => registration.addEventListener("updatefound", () => found(registration.installing)));
	registration.update().catch(() => {});
	const worker = await found;
	while (worker.state === "installing") await new Promise((changed) => worker.addEventListener("statechange", changed, {once: true}));
	return worker.state;
})()`

// TestWithoutServiceWorkers checks that the page works, without complaints, if it cannot be cached.
func TestWithoutServiceWorkers(t *testing.T) {
	tb, s := openSite(t)
	forbid := page.AddScriptToEvaluateOnNewDocument(`({
		absent: () => { delete Navigator.prototype.serviceWorker; },
		forbidden: () => {
			const get = () => { throw new DOMException("not here", "SecurityError"); };
			Object.defineProperty(Navigator.prototype, "serviceWorker", {get});
		},
		refused: () => { ServiceWorkerContainer.prototype.register = () => Promise.reject(new TypeError("no")); },
	})[location.hash.slice(1)]?.()`)
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error { _, err := forbid.Do(ctx); return err }))
	for _, how := range []string{"absent", "forbidden", "refused"} {
		tb.open(s.URL + "?" + how + "#" + how)
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		if js[bool](tb, `document.querySelector("#update").checkVisibility()`) {
			t.Errorf("%s: an update is announced", how)
		}
	}
}

// TestOfflineBadge disconnects and reconnects the network, in the narrowest window, where the badge has the least room.
func TestOfflineBadge(t *testing.T) {
	tb, s := openSite(t)
	tb.do(chromedp.EmulateViewport(320, 900))
	tb.open(s.URL + "?seed=1")
	if got := tb.text("#network"); got != "" {
		t.Errorf("with a network the badge says %q", got)
	}
	tb.do(network.OverrideNetworkState(true, 0, -1, -1))
	tb.wait(`document.querySelector('#network[role="status"]').textContent === "Offline"`)
	if js[bool](tb,
		`document.querySelector("#network").getBoundingClientRect().bottom > document.querySelector("h1").getBoundingClientRect().top`) {
		t.Error("the badge lies over the title")
	}
	for _, faint := range js[[]string](tb, faintTexts) {
		t.Errorf("too little contrast: %s", faint)
	}
	tb.shoot("badge")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	if got := tb.text("#network"); got != "Offline" {
		t.Errorf("after an answer the badge says %q", got)
	}
	tb.do(network.OverrideNetworkState(false, 0, -1, -1))
	tb.wait(`document.querySelector("#network").textContent === ""`)
}
