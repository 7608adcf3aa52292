package e2e_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// task is one task of the page's main thread: how long it held the thread, in wall time and in CPU time, which is less
// if the machine has other things to do.
type task struct{ wall, cpu float64 } // milliseconds

func (t task) String() string { return fmt.Sprintf("%.0f (%.0f)", t.wall, t.cpu) }

// watch records the tasks of the page's main thread until the function that it returns is called.
func (tb *tab) watch() func() []task {
	tb.t.Helper()
	var mu sync.Mutex
	var events []traceEvent
	complete := make(chan bool, 1)
	listening, end := context.WithCancel(tb.ctx)
	chromedp.ListenTarget(listening, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			mu.Lock()
			defer mu.Unlock()
			for _, raw := range e.Value {
				var one traceEvent
				if json.Unmarshal(raw, &one) == nil {
					events = append(events, one)
				}
			}
		case *tracing.EventTracingComplete:
			complete <- true
		}
	})
	config := &tracing.TraceConfig{IncludedCategories: []string{"toplevel"}, ExcludedCategories: []string{"*"}}
	tb.do(tracing.Start().WithTransferMode(tracing.TransferModeReportEvents).WithTraceConfig(config))
	return func() []task {
		tb.t.Helper()
		tb.do(tracing.End())
		tb.within("end the trace", func() error { <-complete; return nil })
		end()
		mu.Lock()
		defer mu.Unlock()
		return mainTasks(events)
	}
}

// traceEvent is the part of Chromium's trace events that is used; times are in microseconds.
type traceEvent struct {
	Name, Ph string
	Pid, Tid int
	Dur      float64
	Tdur     float64
	Args     struct{ Name string }
}

// isTask reports whether an event holds the thread: a task, or the microtasks after one, which Chromium lists
// separately. (They include what follows a promise, such as the start of a WebAssembly program.)
func (e *traceEvent) isTask() bool {
	return strings.HasSuffix(e.Name, "RunTask") || strings.HasSuffix(e.Name, "_PerformMicrotaskCheckpoint")
}

// mainTasks returns the tasks over 5 ms of the renderers' main threads, the longest first.
func mainTasks(events []traceEvent) []task {
	main := map[[2]int]bool{}
	for _, e := range events {
		if e.Name == "thread_name" && e.Args.Name == "CrRendererMain" {
			main[[2]int{e.Pid, e.Tid}] = true
		}
	}
	var tasks []task
	for _, e := range events {
		if main[[2]int{e.Pid, e.Tid}] && e.isTask() && e.Dur > 5000 {
			tasks = append(tasks, task{e.Dur / 1000, e.Tdur / 1000})
		}
	}
	slices.SortFunc(tasks, func(a, b task) int { return cmp.Compare(b.cpu, a.cpu) })
	return tasks
}

// TestNothingBlocks starts, asks, plays, races and runs a batch while the browser records the tasks on the page's
// thread, and reports the longest of each part.
func TestNothingBlocks(t *testing.T) {
	tb, s := openSite(t)
	measure := func(what string, do func()) {
		t.Helper()
		stop := tb.watch()
		do()
		tasks := stop()
		if len(tasks) == 0 {
			t.Errorf("%s: no task was seen", what)
		}
		// timing never decides a test
		t.Logf("%s: longest tasks in ms, by the clock (by the processor): %v", what, tasks[:min(5, len(tasks))])
	}
	measure("start", func() { tb.open(s.URL + "?seed=7") })
	measure("first answer", func() {
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		tb.wait(`document.querySelector("#k-value").textContent === "3"`)
	})
	measure("playing", func() { tb.wait(`document.querySelector("#play").textContent === "Play"`) })
	measure("second answer", func() {
		tb.do(chromedp.Click("#another"), chromedp.Click("#ask"))
		tb.answered()
		tb.wait(`document.querySelector("#play").textContent === "Play"`)
	})
	measure("typing", func() { tb.do(chromedp.SendKeys("#question", " Every cat")) })
	measure("editing", func() {
		tb.do(chromedp.Click("#another"), chromedp.Click("#edit"))
		tb.wait(`document.querySelector("#graph.editing")`)
	})
	measure("100 questions", func() {
		tb.choose("#batch-count", "100")
		tb.do(chromedp.Click("#batch"))
		tb.status("Done.")
	})
	t.Logf("about: %s", strings.ReplaceAll(tb.text("#facts"), "\n", " "))
}
