//go:build js && wasm

package main

import (
	"context"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/wasm/internal/worker"
	"github.com/coconut-page/coconut/weights"
)

// runWorker answers the page's messages until the page ends the worker.
func runWorker() {
	worker.Serve(&engine.Server{Load: loadModel, Forget: forget, Extend: engine.ServeMany})
}

// forget deletes all that was kept: the models of the tasks share their cache.
func forget(ctx context.Context, _ string) error { return weights.DeleteBrowserCache(ctx) }

func loadModel(ctx context.Context, name string, progress func(engine.Progress)) (engine.Model, engine.Info, error) {
	own := name == ""
	if own {
		name = modelName
	}
	url := worker.ModelsURL + name + "/"
	told, stop := worker.Count(ctx, progress)
	cache, err := weights.BrowserCache(ctx)
	src, report := worker.Keep(cache, err, url, retrying(weights.Fetch(url), own, told))
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
		info.Models = worker.ListModels(ctx)
	}
	return &arriving{r, func() (engine.Info, error) {
		defer stop()
		err := r.Model().Wait()
		others.Tried(err)
		if err != nil {
			return engine.Info{}, err
		}
		report(ctx, &info)
		return info, nil
	}}, info, nil
}

// others is what is known of where the models come from that the page can do without.
var others = &engine.Reach{Offline: func() bool { return !worker.Online() }}

// retrying has a source tried again: for the page's own model in any case, for the others while there is hope.
func retrying(src weights.Source, own bool, told *engine.Loading) weights.Source {
	if own {
		return weights.RetryNotify(src, told.Failed)
	}
	return weights.RetryUnless(src, others.Hopeless, told.Failed)
}

// arriving is a model of which parts are on their way; it implements engine.Reasoner and engine.Arriving.
type arriving struct {
	*reasoner.Reasoner
	rest func() (engine.Info, error)
}

func (a *arriving) Rest() (engine.Info, error) { return a.rest() }
