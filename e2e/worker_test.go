package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// workers hands out the page's Web Workers in the order in which they are started, without the one that compiles the
// program and then ends. Tests control them through the
// browser's debugger: the page itself has no way to break its worker.
type workers struct {
	tb      *tab
	started chan target.ID
	held    atomic.Bool
}

// watchWorkers must be called before the page is opened.
func (tb *tab) watchWorkers() *workers {
	w := &workers{tb: tb, started: make(chan target.ID, 200)}
	chromedp.ListenTarget(tb.ctx, func(event any) {
		switch e, ok := event.(*target.EventAttachedToTarget); {
		case !ok || e.TargetInfo.Type != "worker":
		case !strings.HasSuffix(e.TargetInfo.URL, "/compile.js"):
			w.started <- e.TargetInfo.TargetID
		case w.held.Load():
			go w.attach(e.TargetInfo.TargetID).release()
		}
	})
	return w
}

// hold makes workers from now on wait before their first line, until release, or, with false, start at once again.
func (w *workers) hold(wait bool) {
	w.tb.t.Helper()
	w.held.Store(wait)
	w.tb.do(target.SetAutoAttach(true, wait).WithFlatten(true))
}

// worker is one Web Worker.
type worker struct {
	t   *testing.T
	ctx context.Context
}

// next waits for the next worker to be started.
func (w *workers) next() *worker {
	w.tb.t.Helper()
	var id target.ID
	w.tb.within("start a worker", func() error { id = <-w.started; return nil })
	found := w.attach(id)
	w.tb.within("attach to the worker", func() error { return chromedp.Run(found.ctx) })
	return found
}

// attach controls a worker.
func (w *workers) attach(id target.ID) *worker {
	ctx, detach := chromedp.NewContext(w.tb.ctx, chromedp.WithTargetID(id))
	w.tb.t.Cleanup(detach)
	return &worker{w.tb.t, ctx}
}

// release lets a held worker begin.
func (w *worker) release() { w.do(runtime.RunIfWaitingForDebugger()) }

// run evaluates statements in the worker.
func (w *worker) run(statements string) {
	w.t.Helper()
	w.do(chromedp.Evaluate("{"+statements+"}; null", nil))
}

func (w *worker) do(actions ...chromedp.Action) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		w.t.Fatalf("in the worker: %v", err)
	}
}

// program calls a JavaScript function with the Go object (wasm_exec.js) of the program that runs in a page or a worker,
// and returns the resulting number.
func program(t *testing.T, ctx context.Context, function string) (n float64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		prototype, thrown, err := runtime.Evaluate("Go.prototype").Do(ctx)
		if err != nil || thrown != nil {
			return fmt.Errorf("%v %v", err, thrown)
		}
		all, err := runtime.QueryObjects(prototype.ObjectID).Do(ctx)
		if err != nil {
			return err
		}
		res, thrown, err := runtime.CallFunctionOn("function() { return (" + function + ")(this[0]) ?? 0; }").
			WithObjectID(all.ObjectID).WithReturnByValue(true).Do(ctx)
		if err != nil || thrown != nil {
			return fmt.Errorf("%v %v", err, thrown)
		}
		return json.Unmarshal(res.Value, &n)
	}))
	if err != nil {
		t.Fatalf("the Go program: %v", err)
	}
	return n
}

// trap defines a function that executes WebAssembly's unreachable instruction.
const trap = `const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
	0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // magic and version
	1, 4, 1, 0x60, 0, 0, // types: () -> ()
	3, 2, 1, 0, // functions: one of type 0
	7, 5, 1, 1, 0x66, 0, 0, // exports: f
	10, 5, 1, 3, 0, 0, 0x0b, // code: unreachable
]))).exports.f;`

// onStep returns a function for a Go object: it does something in the middle of the next question, when the program has
// reported a step.
func onStep(statements string) string {
	return `(go) => {
		const post = self.postMessage.bind(self);
		self.postMessage = (message) => {
			post(message);
			if (message.includes('"type":"step"')) {` + statements + `}
		};
	}`
}
