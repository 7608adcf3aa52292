package e2e_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestQuestionOvertakesDownload holds back the last chunk: a question asked meanwhile goes through the layers that have
// arrived, and is answered when the chunk arrives.
func TestQuestionOvertakesDownload(t *testing.T) {
	tb, s := openSite(t)
	chunks := modelChunks(t)
	held := s.hold(chunks[len(chunks)-1])
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	held.await(t)
	tb.asksEarly()
	tb.wait(`document.querySelector('label[for="load-progress"]')?.textContent.includes("layer 2 of 3, the question has gone through 2")`)
	tb.shoot("overtaken")
	if answer := tb.text("#answer"); answer != "" {
		t.Errorf("the page answers %q without its last chunk", answer)
	}
	close(held.release)
	tb.answered()
	tb.compare(defaultThoughts(t))
	if most := s.mostAtOnce(); most > 6 {
		t.Errorf("%d chunks were fetched at a time; want 6 at most", most)
	}
}

// TestLostUnderQuestion loses the last chunk while a question is in progress: the page reports a failed load, and Retry
// answers the question.
func TestLostUnderQuestion(t *testing.T) {
	tb, s := openSite(t)
	chunks := modelChunks(t)
	last := chunks[len(chunks)-1]
	held := s.hold(last)
	s.lose(last)
	tb.do(chromedp.Navigate(s.URL + "?seed=5"))
	held.await(t)
	tb.asksEarly()
	tb.wait(`document.querySelector('label[for="load-progress"]')?.textContent.includes("the question has gone through")`)
	close(held.release)
	tb.wait(`document.querySelector("#load-error")`)
	if got := tb.text("#load-error"); !strings.Contains(got, strings.TrimSuffix(path.Base(last), path.Ext(last))) {
		t.Errorf("the page says %q; want the chunk named", got)
	}
	tb.expectProblems("404")
	s.restore(last)
	tb.do(chromedp.Click("#retry"))
	tb.answered()
	tb.compare(defaultThoughts(t))
	for _, c := range chunks[:len(chunks)-1] {
		if n := s.requests(c); n != 1 {
			t.Errorf("%s was asked for %d times; want once, as it was kept", c, n)
		}
	}
}

// TestKilled kills the whole browser in the middle of the download: the next visit fetches only what is missing.
func TestKilled(t *testing.T) {
	chromium(t)
	t.Parallel()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	s, profile := serve(t, dir), profileDir(t)
	chunks := modelChunks(t)
	missing := chunks[2:3]
	held := s.hold(missing[0])
	tb := openTabIn(t, profile)
	tb.do(chromedp.Navigate(s.URL + "?seed=1"))
	held.await(t)
	tb.wait(`document.querySelector("#load-progress")`)
	// the first two: those after the missing one may be there or not
	kept := promised[[]string](tb, fmt.Sprintf(keptChunks, 2))
	if err := chromedp.FromContext(tb.ctx).Browser.Process().Signal(os.Kill); err != nil {
		t.Fatal(err)
	}
	chromedp.FromContext(tb.ctx).Allocator.Wait()
	tb.takeProblems()
	close(held.release)
	for _, c := range chunks {
		s.requests(c)
	}

	again := openTabIn(t, profile)
	again.open(s.URL + "?seed=1")
	for _, c := range chunks {
		n, isKept := s.requests(c), slices.Contains(kept, path.Base(c))
		if isKept && n != 0 || c == missing[0] && n != 1 || n > 1 {
			t.Errorf("%s, kept before: %t, was asked for %d times", c, isKept, n)
		}
	}
	again.do(chromedp.Click("#ask"))
	again.answered()
	again.compare(defaultThoughts(t))
}

// keptChunks waits until the given number of chunks is in the browser's cache, and returns their names.
const keptChunks = `(async () => {
	for (;;) {
		const cache = await caches.open("coconut-weights");
		const names = (await cache.keys()).map((request) => request.url).filter((url) => url.includes("/chunks/")).map((url) => url.split("/").pop());
		if (names.length >= %d) return names;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
})()`

// TestStatuses checks what the page says, and how often it retries, when a server permanently refuses a chunk.
func TestStatuses(t *testing.T) {
	for name, c := range map[string]struct {
		flaw func(*server, string)
		says string
		asks int
	}{
		"404": {func(s *server, path string) { s.lose(path) }, "404", 1},
		"403": {func(s *server, path string) { s.flaky(path, 99, forbidden) }, "403", 2}, // once bypassing the caches
		"500": {func(s *server, path string) { s.flaky(path, 99, broken) }, "500", 5},
	} {
		t.Run(name, func(t *testing.T) {
			tb, s := openSite(t)
			chunk := modelChunk(t)
			c.flaw(s, chunk)
			tb.do(chromedp.Navigate(s.URL + "?seed=1"))
			tb.wait(`document.querySelector("#load-error")`)
			if got := tb.text("#load-error"); !strings.Contains(got, c.says) || !strings.Contains(got, path.Base(chunk)) {
				t.Errorf("the page says %q; want the chunk and the status", got)
			}
			if n := s.requests(chunk); n != c.asks {
				t.Errorf("the chunk was asked for %d times; want %d", n, c.asks)
			}
			tb.shoot("status-" + name)
			tb.expectProblems(c.says)
			s.restore(chunk)
			s.flaky(chunk, 0, nil)
			tb.do(chromedp.Click("#retry"))
			tb.wait(`document.querySelector("#facts")`)
		})
	}
}

// TestSlowServer: loading can be cancelled while a chunk is stuck halfway, and otherwise waits for it.
func TestSlowServer(t *testing.T) {
	tb, s := openSite(t)
	chunk := modelChunk(t)
	first := s.stall(chunk)
	tb.do(chromedp.Navigate(s.URL + "?seed=1"))
	first.await(t)
	tb.wait(`document.querySelector("#load-progress")`)
	tb.do(chromedp.Click("#stop"))
	tb.wait(`document.querySelector("#status").textContent === "Stopped."`)
	tb.within("the browser to end the request", func() error { <-first.gone; return nil })

	second := s.stall(chunk)
	tb.do(chromedp.Click("#ask"))
	second.await(t)
	tb.wait(`document.querySelector("#load-progress")`)
	close(second.release)
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// TestRaceFetchesLate: the baselines' weights are fetched when the race is started and not before, and chunks that two
// models share are fetched once.
func TestRaceFetchesLate(t *testing.T) {
	tb, s := openSite(t)
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	const other = "prosqa-cot"
	if _, err := os.Stat(filepath.Join(dir, "models", other)); err != nil {
		t.Skip("the site has no other model")
	}
	tb.open(s.URL + "?seed=5")
	tb.kept() // of the models, the service worker caches only manifests
	if n := s.requestsBelow("/models/" + other + "/chunks/"); n != 0 {
		t.Errorf("%d chunks of another model were fetched before anyone asked for it", n)
	}
	tb.do(chromedp.Click("#race"))
	tb.status("The race is over")
	if n := s.requestsBelow("/models/" + other + "/chunks/"); n == 0 {
		t.Error("the race ran without the other model's weights")
	}
	shared := strings.Replace(modelFile(t, "tokenizer.json"), modelName, other, 1)
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(shared))); err != nil {
		t.Fatalf("the two models have different tokenizers: %v", err)
	}
	if n := s.requests(shared); n != 0 {
		t.Errorf("the tokenizer, which both models have, was fetched %d times more", n)
	}
	if most := s.mostAtOnce(); most > 6 {
		t.Errorf("%d chunks were fetched at a time; want 6 at most", most)
	}
}

// TestRaceOffline races when no other model was ever fetched, without a network, and without a server while the browser
// believes to be online. The page's own model races, the others are reported as missing, and the race does not wait for
// them: without a network no model is retried, and without a server only the first one.
func TestRaceOffline(t *testing.T) {
	for name, offline := range map[string]bool{"no network": true, "no server": false} {
		t.Run(name, func(t *testing.T) {
			tb, s := openSite(t)
			workers := tb.watchWorkers()
			tb.open(s.URL + "?seed=5")
			w := workers.next()
			w.run(countFetches)
			tb.kept()
			tb.do(network.OverrideNetworkState(offline, 0, -1, -1))
			if err := s.stop(); err != nil {
				t.Fatal(err)
			}
			tb.do(chromedp.Click("#race"))
			tb.status("The race is over: 1 of 1 model right. 5 more are not on this device.")
			rows := js[[]string](tb, `[...document.querySelectorAll("#race-table .racer:not(.rule)")].map((e) => e.textContent)`)
			for i, row := range rows {
				if absent := strings.Contains(row, "is not on this device"); absent != (i > 0) || strings.Contains(row, "CORS") {
					t.Errorf("row %d says %q", i, row)
				}
			}
			tb.shoot("race-" + strings.ReplaceAll(name, " ", "-"))
			var fetched map[string]int
			w.do(chromedp.Evaluate("self.fetched", &fetched))
			tried := map[string]int{} // for each model, the highest number of requests for one of its files
			for address, times := range fetched {
				model := strings.Split(strings.TrimPrefix(address, "models/"), "/")[0]
				tried[model] = max(tried[model], times)
			}
			again := 0
			for _, times := range tried {
				if times > 1 {
					again++
				}
			}
			if len(tried) != 5 || offline && again > 0 || again > 1 {
				t.Errorf("of the models %v, %d were tried again", tried, again)
			}
			tb.do(chromedp.Click(`.example[data-kind="prontoqa"]`), chromedp.Click("#ask"))
			tb.wait(`document.querySelector("#alert").textContent`)
			if got := tb.text("#alert"); !strings.Contains(got, "not on this device") {
				t.Errorf("of the model for ProntoQA the page says %q", got)
			}
			tb.takeProblems()
		})
	}
}

// countFetches counts in the worker how often each file is requested.
const countFetches = `
	self.fetched = {};
	const plainFetch = self.fetch;
	self.fetch = (address, options) => {
		self.fetched[address] = (self.fetched[address] ?? 0) + 1;
		return plainFetch(address, options);
	};`

// TestNoStorage checks that the page works if the browser has no storage at all (some private windows), and says so.
func TestNoStorage(t *testing.T) {
	tb, s := openSite(t)
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	worker, err := os.ReadFile(filepath.Join(dir, "worker.js"))
	if err != nil {
		t.Fatal(err)
	}
	s.replace("/worker.js", "delete WorkerGlobalScope.prototype.caches; delete self.caches;\n"+string(worker))
	tb.open(s.URL + "?seed=5")
	if got := tb.text("#storage"); !strings.Contains(got,
		"Not kept for the next visit: The browser offers no storage here") {
		t.Errorf("without storage the page says %q", got)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}
