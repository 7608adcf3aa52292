//go:build js && wasm

package main

import (
	"context"
	"encoding/json"
	"runtime"
	"sync"
	"syscall/js"
	"time"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

// runWorker answers the page's messages until the page ends the worker.
func runWorker() {
	server := &engine.Server{Load: loadModel, Forget: weights.DeleteBrowserCache, Send: postToPage, Yield: newYield()}
	js.Global().Call("addEventListener", "message", js.FuncOf(func(_ js.Value, args []js.Value) any {
		server.Receive(args[0].Get("data").String())
		return nil
	}))
	server.Hello()
	select {}
}

func postToPage(msg string) { js.Global().Call("postMessage", msg) }

func loadModel(ctx context.Context, name string, progress func(engine.Progress)) (engine.Reasoner, engine.Info, error) {
	own := name == ""
	if own {
		name = modelName
	}
	url := modelsURL + name + "/"
	told := &engine.Loading{Tell: progress}
	second := time.NewTicker(time.Second)
	counting, stop := context.WithCancel(ctx)
	context.AfterFunc(counting, second.Stop)
	go told.Count(counting, second.C)
	src, report := keepWeights(ctx, url, retrying(weights.Fetch(url), own, told))
	r, err := reasoner.Open(ctx, src, told.Bytes)
	if err != nil {
		stop()
		others.Tried(err)
		return nil, engine.Info{}, err
	}
	told.Opened(func(p *engine.Progress) {
		p.Layer, p.Layers, p.Read = r.Model().Arrived(), r.Model().Config().Layers, r.Model().Reached()
	})
	i := r.Info()
	info := engine.Info{
		Name: i.Name, Method: i.Method, Task: i.Task, Thoughts: i.Thoughts,
		Parameters: i.Parameters, Bytes: i.Bytes, Kernels: simd.Variant(),
	}
	if own {
		info.Models = listModels(ctx)
	}
	return &arriving{r, func() (engine.Info, error) {
		defer stop()
		err := r.Model().Wait()
		others.Tried(err)
		if err != nil {
			return engine.Info{}, err
		}
		report(&info)
		info.Memory = memory()
		info.Used, info.Allowed, _ = weights.StorageUse(ctx) // left out where the browser does not say
		return info, nil
	}}, info, nil
}

// others is what is known of where the models come from that the page can do without.
var others = &engine.Reach{Offline: func() bool { return !js.Global().Get("navigator").Get("onLine").Bool() }}

// retrying has a source tried again: for the page's own model in any case, for the others while there is hope.
func retrying(src weights.Source, own bool, told *engine.Loading) weights.Source {
	if own {
		return weights.RetryNotify(src, told.Failed)
	}
	return weights.RetryUnless(src, others.Hopeless, told.Failed)
}

// arriving is a model of which parts are on their way; it implements engine.Arriving.
type arriving struct {
	*reasoner.Reasoner
	rest func() (engine.Info, error)
}

func (a *arriving) Rest() (engine.Info, error) { return a.rest() }

// listModels reads what models there are; without the list there is the page's own alone, and no race.
func listModels(ctx context.Context) []engine.ModelInfo {
	const most = 1 << 20
	data, err := weights.Fetch(modelsURL).ReadFile(ctx, "models.json", most)
	if err != nil {
		return nil
	}
	var models []engine.ModelInfo
	if err := json.Unmarshal(data, &models); err != nil {
		return nil
	}
	return models
}

// memory is what the Go program has taken from the browser, in bytes.
func memory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}

// keepWeights puts the browser's cache before a source, where there is one. report fills in where the weights came from
// and why they were not kept, if so.
func keepWeights(ctx context.Context, url string, src weights.Source) (_ weights.Source, report func(*engine.Info)) {
	cache, err := weights.BrowserCache(ctx)
	if err != nil {
		return src, func(i *engine.Info) { i.Fetched, i.Unkept = i.Bytes, engine.Sentence(err) }
	}
	var mu sync.Mutex
	var trouble error // the last one
	cached := weights.Cached(src, cache, url, func(err error) {
		mu.Lock()
		defer mu.Unlock()
		trouble = err
	})
	return cached, func(i *engine.Info) {
		mu.Lock()
		defer mu.Unlock()
		i.Fetched, i.Stored = cached.Traffic()
		i.Unpromised = !js.Global().Get("navigator").Get("storage").Truthy()
		if trouble != nil {
			i.Unkept = engine.Sentence(trouble)
		}
	}
}

// newYield returns a function that waits for the next turn of the worker's event loop. A message channel does that in
// some tens of microseconds; setTimeout would take 4 ms, once nested.
func newYield() func() {
	channel := js.Global().Get("MessageChannel").New()
	turn := make(chan struct{}, 1)
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		turn <- struct{}{}
		return nil
	}))
	port := channel.Get("port2")
	return func() {
		port.Call("postMessage", js.Null())
		<-turn
	}
}
