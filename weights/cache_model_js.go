package weights

import (
	"context"
	"errors"
	"strings"
	"syscall/js"

	"github.com/coconut-page/coconut/internal/order"

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

// ownEntry is there from the beginning of a model that is written on this device, and lies nowhere else.
const ownEntry = "own"

// NewOwnModel makes the cache of a model that is written on this device, with CacheSink, instead of fetched. It is
// complete when MarkWhole was called. What is left of an earlier one that never became complete is deleted, and so is a
// download of this name that was not completed. The error wraps ErrExists if there is a complete model of this name,
// and ErrNoStorage where nothing can be kept.
func NewOwnModel(ctx context.Context, model string) (Cache, error) {
	if err := eachModel(ctx, func(m KeptModel) error {
		switch {
		case m.whole && m.Name == model:
			return ErrExists.Errorf("%s", model)
		case m.Own && !m.whole, m.Name == model:
			return DeleteModelCache(ctx, m.Name)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	cache, err := ModelCache(ctx, model)
	if err == nil {
		err = cache.Put(ctx, ownEntry, []byte("1"))
	}
	return cache, err
}

// IsOwn reports whether a model's cache was made by NewOwnModel: then CacheSource reads it.
func IsOwn(ctx context.Context, cache Cache) (bool, error) { return hasEntry(ctx, cache, ownEntry) }

// hasEntry reports whether there is an entry that is no more than a mark.
func hasEntry(ctx context.Context, cache Cache, name string) (bool, error) {
	_, err := cache.Get(ctx, name, 1)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// KeptModel is a model in a cache of its own.
type KeptModel struct {
	Name string
	// Own says that it was written on this device, and is nowhere else.
	Own bool

	whole bool
}

// KeptModels lists the models that are whole in their caches, by name. Where the browser has no storage there are none.
func KeptModels(ctx context.Context) ([]KeptModel, error) {
	var kept []KeptModel
	err := eachModel(ctx, func(m KeptModel) error {
		if m.whole {
			kept = append(kept, m)
		}
		return nil
	})
	return kept, err
}

// eachModel calls f for each model that has a cache, by name, until that returns an error.
func eachModel(ctx context.Context, f func(KeptModel) error) error {
	storage := js.Global().Get("caches")
	if !storage.Truthy() {
		return nil
	}
	keys, err := caught(func() (js.Value, error) { return await(ctx, storage.Call("keys")) })
	if err != nil {
		return fault.Errorf("weights", "list the stored models: %w", err)
	}
	var names []string
	for i := range keys.Length() {
		if name, ok := strings.CutPrefix(keys.Index(i).String(), modelCachePrefix); ok {
			names = append(names, name)
		}
	}
	order.Strings(names)
	for _, name := range names {
		cache, err := ModelCache(ctx, name)
		if err != nil {
			return err
		}
		whole, err := hasEntry(ctx, cache, wholeEntry)
		if err != nil {
			return err
		}
		own, err := IsOwn(ctx, cache)
		if err != nil {
			return err
		}
		if err := f(KeptModel{name, own, whole}); err != nil {
			return err
		}
	}
	return nil
}
