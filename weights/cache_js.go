package weights

import (
	"context"
	"syscall/js"

	"github.com/coconut-page/coconut/internal/fault"
)

// BrowserCacheName is the name of the browser's cache that BrowserCache keeps entries in. A page's service worker must
// leave it alone.
const BrowserCacheName = "coconut-weights"

// ErrNoStorage is wrapped by BrowserCache's errors: this page has nowhere to keep weights (a private window, or an
// insecure address), so the next visit fetches them again.
var ErrNoStorage = fault.New("weights", "the browser offers no storage here")

// BrowserCache opens the browser's Cache storage, which pages, workers and service workers of an origin share. It must
// not be called from a js.FuncOf callback: it waits for promises. Errors wrap ErrNoStorage.
func BrowserCache(ctx context.Context) (Cache, error) { return openBrowserCache(ctx, BrowserCacheName) }

func openBrowserCache(ctx context.Context, name string) (Cache, error) {
	storage := js.Global().Get("caches")
	if !storage.Truthy() {
		return nil, ErrNoStorage
	}
	cache, err := caught(func() (js.Value, error) { return await(ctx, storage.Call("open", name)) })
	if err != nil {
		return nil, ErrNoStorage.Errorf("%w", err)
	}
	return browserCache{cache}, nil
}

// DeleteBrowserCache deletes all weights that BrowserCache has kept. It is not an error if there are none.
func DeleteBrowserCache(ctx context.Context) error { return deleteBrowserCache(ctx, BrowserCacheName) }

func deleteBrowserCache(ctx context.Context, name string) error {
	storage := js.Global().Get("caches")
	if !storage.Truthy() {
		return nil
	}
	if _, err := caught(func() (js.Value, error) {
		return await(ctx, storage.Call("delete", name))
	}); err != nil {
		return fault.Errorf("weights", "delete the stored weights: %w", err)
	}
	return nil
}

// StorageUse returns how many bytes the browser keeps for this page's origin and how many it allows, by its own
// estimate. The error wraps ErrNoStorage where the browser does not say.
func StorageUse(ctx context.Context) (used, allowed int64, err error) {
	estimate, err := caught(func() (js.Value, error) {
		return await(ctx, js.Global().Get("navigator").Get("storage").Call("estimate"))
	})
	if err != nil {
		return 0, 0, ErrNoStorage.Errorf("%w", err)
	}
	number := func(field string) int64 {
		if v := estimate.Get(field); v.Type() == js.TypeNumber {
			return int64(v.Float())
		}
		return 0
	}
	return number("usage"), number("quota"), nil
}

type browserCache struct{ cache js.Value }

// key returns an entry's address. The Cache API requires an http address; nothing is ever fetched from it. It does not
// depend on the page's address, so that two pages of an origin share entries.
func (browserCache) key(name string) string { return "/" + BrowserCacheName + "/" + name }

func (c browserCache) Get(ctx context.Context, name string, limit int64) ([]byte, error) {
	return movedBytes(c.getContent(ctx, name, limit))
}

func (c browserCache) getContent(ctx context.Context, name string, limit int64) (_ content, err error) {
	resp, err := caught(func() (js.Value, error) { return await(ctx, c.cache.Call("match", c.key(name))) })
	if err != nil {
		return nil, fault.Errorf("weights", "read %s from the browser's cache: %w", name, err)
	}
	if !resp.Truthy() {
		return nil, ErrNotFound.Errorf("the browser's cache has no %s", name)
	}
	defer func() { err = thrown(err, recover()) }()
	return readBody(ctx, resp, name, limit)
}

// Put stores a copy. The browser writes an entry whole or not at all, and rejects it when there is no room
// (QuotaExceededError).
func (c browserCache) Put(ctx context.Context, name string, data []byte) error {
	return c.startPut(name, inMemory(data))(ctx)
}

func (c browserCache) startPut(name string, from content) (wait func(ctx context.Context) error) {
	done, err := caught(func() (js.Value, error) {
		return c.cache.Call("put", c.key(name), js.Global().Get("Response").New(engineView(from))), nil
	})
	return func(ctx context.Context) error {
		if err == nil {
			_, err = await(ctx, done)
		}
		return err
	}
}

func (c browserCache) Delete(ctx context.Context, name string) error {
	_, err := caught(func() (js.Value, error) { return await(ctx, c.cache.Call("delete", c.key(name))) })
	return err
}

// caught returns what f returns, or the JavaScript exception that it throws.
func caught(f func() (js.Value, error)) (v js.Value, err error) {
	defer func() { err = thrown(err, recover()) }()
	return f()
}
