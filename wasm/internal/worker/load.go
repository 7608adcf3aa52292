//go:build js && wasm

package worker

import (
	"context"
	"encoding/json"
	"sync"
	"syscall/js"
	"time"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/weights"
)

// ModelsURL is where the models lie, relative to the page and to worker.js beside it.
const ModelsURL = "models/"

// Count tells the page of a load's progress, every second at least, until the function that it returns is called.
func Count(ctx context.Context, progress func(engine.Progress)) (told *engine.Loading, stop func()) {
	told = &engine.Loading{Tell: progress}
	second := time.NewTicker(time.Second)
	counting, stop := context.WithCancel(ctx)
	context.AfterFunc(counting, second.Stop)
	go told.Count(counting, second.C)
	return told, stop
}

// Keep puts a cache before a source; opened is what opening it returned. report waits until the weights are kept, and
// fills in where they came from and why they were not kept, if so.
func Keep(cache weights.Cache, opened error, url string, src weights.Source) (_ weights.Source,
	report func(context.Context, *engine.Info)) {
	if opened != nil {
		return src, func(ctx context.Context, i *engine.Info) {
			i.Fetched, i.Unkept = i.Bytes, engine.Sentence(opened)
			describeDevice(ctx, i)
		}
	}
	return reporting(func(trouble func(error)) *weights.CachedSource {
		return weights.Cached(src, cache, url, trouble)
	})
}

// Own reads a model that was converted on this device, and is in its cache alone; report is that of Keep.
func Own(cache weights.Cache) (_ weights.Source, report func(context.Context, *engine.Info)) {
	return reporting(func(trouble func(error)) *weights.CachedSource { return weights.CacheSource(cache, trouble) })
}

// reporting makes a source and its report.
func reporting(open func(trouble func(error)) *weights.CachedSource) (_ weights.Source,
	report func(context.Context, *engine.Info)) {
	var mu sync.Mutex
	var trouble error // the last one
	cached := open(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		trouble = err
	})
	return cached, func(ctx context.Context, i *engine.Info) {
		cached.Flush(ctx)
		mu.Lock()
		defer mu.Unlock()
		i.Fetched, i.Stored = cached.Traffic()
		i.Unpromised = !js.Global().Get("navigator").Get("storage").Truthy()
		if trouble != nil {
			i.Unkept = engine.Sentence(trouble)
		}
		describeDevice(ctx, i)
	}
}

// describeDevice fills in what the device is used for.
func describeDevice(ctx context.Context, i *engine.Info) {
	i.Memory = Memory()
	i.Used, i.Allowed, _ = weights.StorageUse(ctx) // left out where the browser does not say
}

// ListModels reads what models the site has; without the list there are none but those that the page knows.
func ListModels(ctx context.Context) []engine.ModelInfo {
	const most = 1 << 20
	data, err := weights.Fetch(ModelsURL).ReadFile(ctx, "models.json", most)
	if err != nil {
		return nil
	}
	var models []engine.ModelInfo
	if err := json.Unmarshal(data, &models); err != nil {
		return nil
	}
	return models
}
