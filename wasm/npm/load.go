//go:build js && wasm

package main

import (
	"context"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/wasm/internal/text"
	"github.com/coconut-page/coconut/wasm/internal/worker"
	"github.com/coconut-page/coconut/weights"
)

// load fetches the model in the folder at url, which is also the name under which it is kept.
func load(ctx context.Context, url string, progress func(engine.Progress)) (engine.Model, engine.Info, error) {
	told, stop := worker.Count(ctx, progress)
	cache, noCache := weights.ModelCache(ctx, url)
	src, report := worker.Keep(cache, noCache, url, weights.RetryNotify(weights.Fetch(url), told.Failed))
	m, err := open(ctx, src, told.Bytes)
	if err != nil {
		stop()
		return nil, engine.Info{}, err
	}
	told.Opened(text.Layers(m.Model.Model))
	info := text.InfoOf(m.Info().Name, m.Model.Model)
	m.rest = func() (engine.Info, error) {
		defer stop()
		if err := m.Wait(); err != nil {
			return engine.Info{}, err
		}
		report(ctx, &info)
		go text.Share(server, m.Runtime(), info.Bytes)
		return info, nil
	}
	return m, info, nil
}

// model is a model of a task or a language model, of which parts may be on their way. It implements engine.Completer,
// engine.Reasoner, inner.Model and engine.Arriving.
type model struct {
	text.Model
	reasoner *reasoner.Reasoner // nil for a language model
	rest     func() (engine.Info, error)
}

// Ask implements engine.Reasoner.
func (m *model) Ask(ctx context.Context, question string, o reasoner.Options, onStep func(reasoner.Step)) (
	*reasoner.Result, error) {
	if m.reasoner == nil {
		return nil, engine.ErrNoQuestions
	}
	return m.reasoner.Ask(ctx, question, o, onStep)
}

// Rest implements engine.Arriving.
func (m *model) Rest() (engine.Info, error) { return m.rest() }

// open opens a model of either kind, by what its config says.
func open(ctx context.Context, src weights.Source, progress func(done, total int64)) (*model, error) {
	store, err := weights.Open(ctx, src)
	if err != nil {
		return nil, err
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	m := new(model)
	if config.Task == "" {
		m.Model.Model, err = completion.OpenStore(ctx, store, progress)
		return m, err
	}
	if m.reasoner, err = reasoner.OpenStore(ctx, store, progress); err != nil {
		return nil, err
	}
	m.Model.Model, err = completion.New(m.reasoner.Model(), m.reasoner.Tokenizer(), m.reasoner.Info())
	return m, err
}
