//go:build js && wasm

package main

import (
	"context"
	"errors"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/remote"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/wasm/internal/text"
	"github.com/coconut-page/coconut/wasm/internal/worker"
	"github.com/coconut-page/coconut/weights"
)

// convert implements engine.Converter with the files that the page has handed over, or those at an address.
func convert(ctx context.Context, c engine.Convert, onNeed func(engine.Need), progress func(engine.Progress)) (
	engine.Info, error) {
	files, err := openFiles(c)
	if err != nil {
		return engine.Info{}, err
	}
	source, options, err := openSource(c, files)
	if err != nil {
		return engine.Info{}, err
	}
	need, err := formats.NeedOf(source.Config(), options.Files, options.Formats)
	if err != nil {
		return engine.Info{}, err
	}
	onNeed(engine.Need{Memory: need.Memory, Storage: need.Storage, Download: remote.Download(files)})
	if err := need.Check(room(ctx)); err != nil || c.OnlyNeed {
		return engine.Info{}, err
	}
	options.Progress = func(done, total int64) { progress(engine.Progress{Done: done, Total: total}) }
	return keep(ctx, source, options)
}

// openSource opens the model in the files, and says how it is to be imported. Everything that can be refused before the
// weights are read is refused here.
func openSource(c engine.Convert, files []formats.File) (formats.Checkpoint, formats.Options, error) {
	o := formats.Options{Name: c.Name, Formats: quant.DefaultFormats}
	o.Formats.Matrices = quant.Format(c.Format)
	source, err := formats.OpenFiles(files)
	if err != nil {
		return nil, o, err
	}
	if o.Files, err = source.Files(); err != nil {
		return nil, o, err
	}
	return source, o, formats.RequireTokenizer(o.Files)
}

// room is how many bytes the browser has left for this page, -1 if it does not say.
func room(ctx context.Context) int64 {
	used, allowed, err := weights.StorageUse(ctx)
	if err != nil || allowed == 0 {
		return -1
	}
	return max(allowed-used, 0)
}

// keep imports a model into a cache of its own. Of one that is not completed nothing stays.
func keep(ctx context.Context, source formats.Checkpoint, o formats.Options) (info engine.Info, err error) {
	cache, err := weights.NewOwnModel(ctx, o.Name)
	if err != nil {
		return info, err
	}
	defer func() {
		if err == nil {
			return
		}
		if left := weights.DeleteModelCache(context.WithoutCancel(ctx), o.Name); left != nil {
			err = errors.Join(err, left)
		}
	}()
	if _, err := formats.ImportTo(ctx, source, weights.CacheSink(cache), o); err != nil {
		return info, err
	}
	if err := weights.MarkWhole(ctx, cache); err != nil {
		return info, err
	}
	return describe(ctx, o.Name)
}

// describe opens a model that was converted, by its name, to the point where its weights would be read.
func describe(ctx context.Context, name string) (engine.Info, error) {
	cache, err := weights.ModelCache(ctx, name)
	if err != nil {
		return engine.Info{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the loading
	m, err := completion.Open(ctx, weights.CacheSource(cache, nil), nil)
	if err != nil {
		return engine.Info{}, err
	}
	info := text.InfoOf(name, m)
	info.Stored, info.Memory = info.Bytes, worker.Memory()
	return info, nil
}
