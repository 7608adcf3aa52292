package e2e_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// footprint is the memory of page and worker after a garbage collection.
type footprint struct {
	WorkerMemory, PageMemory int64 // bytes of the programs' WebAssembly memories, which never shrink
	WorkerHeap, PageHeap     int64 // bytes of JavaScript's objects
	Nodes, Listeners         int64 // of the document
}

func (tb *tab) footprint(w *worker) (f footprint) {
	tb.t.Helper()
	const size = "(go) => go._inst.exports.mem.buffer.byteLength"
	f.WorkerMemory, f.PageMemory = int64(program(tb.t, w.ctx, size)), int64(program(tb.t, tb.ctx, size))
	heap := func(into *int64) chromedp.Action {
		return chromedp.ActionFunc(func(ctx context.Context) error {
			if err := heapprofiler.CollectGarbage().Do(ctx); err != nil {
				return err
			}
			used, _, _, _, err := runtime.GetHeapUsage().Do(ctx)
			*into = int64(used)
			return err
		})
	}
	w.do(heap(&f.WorkerHeap))
	tb.do(heap(&f.PageHeap), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		_, f.Nodes, f.Listeners, err = memory.GetDOMCounters().Do(ctx)
		return err
	}))
	return f
}

// wantNoGrowth compares the footprint with that after a warm-up. A browser on a busy machine frees what it no longer
// needs late, so the footprint is measured again for a while before it counts as growth.
func (tb *tab) wantNoGrowth(w *worker, warm footprint) {
	tb.t.Helper()
	tb.t.Logf("warm: %+v", warm)
	var grown []string
	for range 10 {
		now := tb.footprint(w)
		if grown = now.growth(warm); grown == nil {
			tb.t.Logf("then: %+v", now)
			return
		}
		time.Sleep(time.Second)
	}
	tb.t.Error(strings.Join(grown, "; "))
}

// growth says what grew since a footprint. The bounds are a few times the usual variation. A leak of one kilobyte for
// each of 800 questions exceeds the bound for JavaScript. WebAssembly memory never shrinks, and Go's collector falls
// behind where another program has the processor; a leak of eight kilobytes exceeds its bound.
func (f footprint) growth(before footprint) (grown []string) {
	for _, part := range []struct {
		name               string
		before, now, bound int64
	}{
		{"the worker's memory", before.WorkerMemory, f.WorkerMemory, 6 << 20},
		{"the page's memory", before.PageMemory, f.PageMemory, 6 << 20},
		{"the worker's JavaScript", before.WorkerHeap, f.WorkerHeap, 512 << 10},
		{"the page's JavaScript", before.PageHeap, f.PageHeap, 512 << 10},
		{"the document's nodes", before.Nodes, f.Nodes, 500},
		{"the document's listeners", before.Listeners, f.Listeners, 50},
	} {
		if part.now > part.before+part.bound {
			grown = append(grown, fmt.Sprintf("%s grew from %d to %d, by more than %d", part.name, part.before, part.now,
				part.bound))
		}
	}
	return grown
}

// askMany chooses questions and asks them, one after the other. The kinds take turns.
func (tb *tab) askMany(count int, kinds ...string) {
	tb.t.Helper()
	for asked := 0; asked < count; asked += 50 { // each part takes far less than patience
		promised[bool](tb, fmt.Sprintf(`(async () => {
			const kinds = %s.split(" ");
			const until = (holds) => new Promise((resolve) => {
				const look = () => { if (holds()) { observer.disconnect(); resolve(); } };
				const observer = new MutationObserver(look);
				observer.observe(document, {subtree: true, childList: true, attributes: true});
				look();
			});
			for (let i = 0; i < %d; i++) {
				document.querySelector('[data-kind="' + kinds[i %% kinds.length] + '"]').click();
				await until(() => !document.querySelector("#answer"));
				document.querySelector("#ask").click();
				await until(() => document.querySelector('.answer[aria-busy="false"] #answer'));
			}
			return true;
		})()`, strconv.Quote(strings.Join(kinds, " ")), min(50, count-asked)))
	}
}

// TestThousandQuestions asks one page 1,000 questions, by clicks; its memory at the end is the same as after 200.
func TestThousandQuestions(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	tb.open(s.URL + "?seed=1")
	w := workers.next()
	tb.askMany(200, "short")
	warm := tb.footprint(w)
	tb.askMany(800, "short")
	tb.wantNoGrowth(w, warm)
	if got := tb.text("#facts"); got == "" {
		t.Error("the model is gone")
	}
	tb.compare(defaultThoughts(t))
}

// TestFiftySwitches goes from one task's model to the other's 50 times, with races of all models in between.
func TestFiftySwitches(t *testing.T) {
	tb, s := openSite(t)
	workers := tb.watchWorkers()
	tb.open(s.URL + "?seed=1")
	if !js[bool](tb, `document.querySelector('[data-kind="prontoqa"]') !== null`) {
		t.Skip("the site has no model for a second task")
	}
	w := workers.next()
	race := func() {
		for _, kind := range []string{"prosqa", "prontoqa"} {
			tb.do(chromedp.Click(`[data-kind="`+kind+`"]`), chromedp.Click("#race"))
			tb.status("The race is over")
		}
	}
	race()
	tb.askMany(20, "prosqa", "prontoqa")
	race()
	warm := tb.footprint(w)
	tb.askMany(25, "prosqa", "prontoqa")
	race()
	tb.askMany(25, "prosqa", "prontoqa")
	race()
	tb.wantNoGrowth(w, warm)
}
