//go:build js && wasm

// Command text is the program that runs language models in a Web Worker. It is a program of its own, so that only those
// download it who choose such a model; worker.js runs it like the page's own, and it speaks the same protocol
// (docs/protocol.md).
package main

import (
	"context"
	"runtime/debug"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/wasm/internal/text"
	"github.com/coconut-page/coconut/wasm/internal/worker"
	"github.com/coconut-page/coconut/weights"
)

func main() {
	debug.SetGCPercent(worker.GarbagePercent)
	worker.Help()
	takeFiles()
	server.Load = loadModel
	worker.Serve(server)
}

// server answers the page.
var server = &engine.Server{Forget: weights.DeleteModelCache, Convert: convert}

// loadModel fetches a model of the site, or opens one that is kept on this device.
func loadModel(ctx context.Context, name string, progress func(engine.Progress)) (engine.Model, engine.Info, error) {
	told, stop := worker.Count(ctx, progress)
	cache, noCache := weights.ModelCache(ctx, name)
	src, report, err := source(ctx, name, cache, noCache, told)
	if err != nil {
		stop()
		return nil, engine.Info{}, err
	}
	m, err := completion.Open(ctx, src, told.Bytes)
	if err != nil {
		stop()
		return nil, engine.Info{}, err
	}
	told.Opened(text.Layers(m))
	info := text.InfoOf(name, m)
	return &arriving{text.Model{Model: m}, func() (engine.Info, error) {
		defer stop()
		if err := m.Wait(); err != nil {
			return engine.Info{}, err
		}
		report(ctx, &info)
		if noCache == nil {
			noCache = weights.MarkWhole(ctx, cache)
		}
		if noCache != nil {
			info.Unkept = engine.Sentence(noCache)
		}
		go text.Share(server, m.Runtime(), info.Bytes)
		return info, nil
	}}, info, nil
}

// source is where a model's bytes come from: its cache alone, if it was converted on this device. report is that of
// worker.Keep.
func source(ctx context.Context, name string, cache weights.Cache, noCache error, told *engine.Loading) (
	src weights.Source, report func(context.Context, *engine.Info), err error) {
	if noCache == nil {
		own, err := weights.IsOwn(ctx, cache)
		if err != nil {
			return nil, nil, err
		}
		if own {
			src, report = worker.Own(cache)
			return src, report, nil
		}
	}
	url := worker.ModelsURL + name + "/"
	src, report = worker.Keep(cache, noCache, url, weights.RetryNotify(weights.Fetch(url), told.Failed))
	return src, report, nil
}

// arriving is a model of which parts are on their way; it implements engine.Completer and engine.Arriving.
type arriving struct {
	text.Model
	rest func() (engine.Info, error)
}

func (a *arriving) Rest() (engine.Info, error) { return a.rest() }
