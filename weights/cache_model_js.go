package weights

import (
	"context"
	"errors"
	"slices"
	"strings"
	"syscall/js"

	"github.com/coconut-page/coconut/internal/fault"
)

// A large model has a browser cache of its own, so that it can be deleted alone.
const modelCachePrefix = BrowserCacheName + " "

// wholeEntry is there once all of a model is.
const wholeEntry = "whole"

// ModelCache opens the browser's cache of one model, like BrowserCache.
func ModelCache(ctx context.Context, model string) (Cache, error) {
	return openBrowserCache(ctx, modelCachePrefix+model)
}

// DeleteModelCache deletes what ModelCache has kept of a model. It is not an error if there is nothing.
func DeleteModelCache(ctx context.Context, model string) error {
	return deleteBrowserCache(ctx, modelCachePrefix+model)
}

// MarkWhole notes that all of a model is in its cache.
func MarkWhole(ctx context.Context, cache Cache) error {
	return cache.Put(ctx, wholeEntry, []byte("1"))
}

// KeptModels lists the models that are whole in their caches, by name. Where the browser has no storage there are none.
func KeptModels(ctx context.Context) ([]string, error) {
	storage := js.Global().Get("caches")
	if !storage.Truthy() {
		return nil, nil
	}
	names, err := caught(func() (js.Value, error) { return await(ctx, storage.Call("keys")) })
	if err != nil {
		return nil, fault.Errorf("weights", "list the stored models: %w", err)
	}
	var kept []string
	for i := range names.Length() {
		model, ok := strings.CutPrefix(names.Index(i).String(), modelCachePrefix)
		if !ok {
			continue
		}
		cache, err := ModelCache(ctx, model)
		if err == nil {
			_, err = cache.Get(ctx, wholeEntry, 1)
		}
		switch {
		case err == nil:
			kept = append(kept, model)
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	slices.Sort(kept)
	return kept, nil
}
