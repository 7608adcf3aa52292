package e2e_test

import (
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// TestSecondVisit checks that what an earlier visit has fetched is not fetched again, that a corrupt entry is replaced
// automatically, and that the visitor can delete it.
func TestSecondVisit(t *testing.T) { atBothSizes(t, secondVisitWay) }

func secondVisitWay(t *testing.T, tb *tab, s *server) {
	chunk := modelChunk(t)
	tb.open(s.URL + "?seed=1")
	if n := s.requests(chunk); n != 1 {
		t.Errorf("the first visit asked %d times for the chunk, want once", n)
	}
	if got := tb.text("#facts"); !strings.Contains(got, "fetched, every byte verified") {
		t.Errorf("the first visit says %q of its weights", got)
	}

	tb.open(s.URL + "?seed=1")
	if n := s.requests(chunk); n != 0 {
		t.Errorf("the second visit asked %d times for the chunk, want none", n)
	}
	if got := tb.text("#facts"); !strings.Contains(got, "from this device, every byte verified") {
		t.Errorf("the second visit says %q of its weights", got)
	}

	if !promised[bool](tb, fmt.Sprintf(flipByte, path.Base(chunk))) {
		t.Fatal("there is no chunk in the browser's cache")
	}
	tb.open(s.URL + "?seed=1")
	if n := s.requests(chunk); n != 1 {
		t.Errorf("with a flipped byte the chunk was asked for %d times, want once", n)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))

	tb.do(chromedp.Click("#forget"))
	tb.wait(`document.querySelector("#storage").textContent.includes("were deleted")`)
	if names := promised[string](tb, `caches.keys().then(names => names.join())`); strings.Contains(names,
		"coconut-weights") {
		t.Errorf("after the deletion there are the caches %q", names)
	}
	tb.open(s.URL + "?seed=1")
	if n := s.requests(chunk); n != 1 {
		t.Errorf("after the deletion the chunk was asked for %d times, want once", n)
	}
}

// flipByte changes one byte of a chunk in the browser's cache, and returns whether the chunk was there.
const flipByte = `(async () => {
	const cache = await caches.open("coconut-weights");
	for (const request of await cache.keys()) {
		if (!request.url.endsWith("/chunks/%s")) continue;
		const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
		bytes[bytes.length >> 1] ^= 1;
		await cache.put(request, new Response(bytes));
		return true;
	}
	return false;
})()`

// TestBrokenOff checks that a visit that ended in the middle of the download keeps what had arrived completely: the
// small files, which come first, are not fetched again.
func TestBrokenOff(t *testing.T) {
	tb, s := openSite(t)
	chunk := modelChunk(t)
	held := s.hold(chunk)
	tb.do(chromedp.Navigate(s.URL + "?seed=1"))
	held.await(t)
	tokenizer := modelFile(t, "tokenizer.json")
	if n := s.requests(tokenizer); n != 1 {
		t.Fatalf("the tokenizer was asked for %d times before the chunk, want once", n)
	}
	tb.do(chromedp.Navigate("about:blank"))
	close(held.release)
	tb.open(s.URL + "?seed=1")
	if n := s.requests(tokenizer); n != 0 {
		t.Errorf("the second visit asked %d times for the tokenizer, want none", n)
	}
}

// TestFlakyServer checks that a server that is briefly unavailable, and a dropped connection, cost nothing but time.
func TestFlakyServer(t *testing.T) {
	for name, flaw := range map[string]func(http.ResponseWriter){"unavailable": unavailable, "cut off": cutOff} {
		t.Run(name, func(t *testing.T) {
			tb, s := openSite(t)
			s.flaky(modelChunk(t), 2, flaw)
			tb.do(chromedp.Navigate(s.URL + "?seed=1"))
			if name == "unavailable" { // the browser may retry a dropped connection by itself
				tb.wait(`document.querySelector("#load-trouble")?.textContent.includes("tried again in")`)
				tb.shoot("trouble")
			}
			tb.wait(`document.querySelector("#facts")`)
			if n := s.requests(modelChunk(t)); n != 3 {
				t.Errorf("the chunk was asked for %d times, want three", n)
			}
			tb.takeProblems() // the browser reports the failed requests
		})
	}
}

// TestNoRoom checks that the page works if the browser has no room left, and says that the weights are not kept.
func TestNoRoom(t *testing.T) {
	tb, s := openSite(t)
	origin := strings.TrimSuffix(s.URL, sitePath)
	tb.do(chromedp.Navigate(s.URL+"style.css"), storage.OverrideQuotaForOrigin(origin).WithQuotaSize(1000))
	tb.open(s.URL + "?seed=1")
	if got := tb.text("#storage"); !strings.Contains(got, "Not kept for the next visit") {
		t.Errorf("without room the page says %q", got)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
	tb.takeProblems()
}

// TestTwoTabs checks that two tabs that load at the same time both get the complete model.
func TestTwoTabs(t *testing.T) {
	tb, s := openSite(t)
	held := s.hold(modelChunk(t))
	tb.do(chromedp.Navigate(s.URL + "?seed=1"))
	held.await(t)
	other := openTab(t)
	other.do(chromedp.Navigate(s.URL + "?seed=1"))
	close(held.release)
	for _, tab := range []*tab{tb, other} {
		tab.wait(`document.querySelector("#facts")`)
		tab.do(chromedp.Click("#ask"))
		tab.answered()
		tab.compare(defaultThoughts(t))
	}
}
