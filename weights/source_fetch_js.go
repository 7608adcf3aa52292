package weights

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall/js"

	"github.com/coconut-page/coconut/internal/fault"
)

// Fetch reads with JavaScript's global function fetch, in a page, a Web Worker or an edge Worker. baseURL is the folder
// that holds the manifest; where there is a page it may be relative. ReadFile must not be called from a js.FuncOf
// callback: it waits for promises.
func Fetch(baseURL string) Source { return FetchWith(js.Global(), baseURL) }

// FetchWith is Fetch with the fetch method of another object, for instance a Cloudflare Worker's ASSETS binding, which
// takes absolute addresses of any host.
func FetchWith(fetcher js.Value, baseURL string) Source {
	return fetchSource{fetcher, strings.TrimRight(baseURL, "/") + "/"}
}

type fetchSource struct {
	fetcher js.Value
	base    string
}

func (s fetchSource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return movedBytes(s.readContent(ctx, name, limit, false))
}

// RefetchFile bypasses the browser's cache.
func (s fetchSource) RefetchFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return movedBytes(s.readContent(ctx, name, limit, true))
}

func (s fetchSource) readContent(ctx context.Context, name string, limit int64, fresh bool) (content, error) {
	if fresh {
		c, err := s.read(ctx, name, limit, map[string]any{"cache": "reload"})
		if !errors.As(err, new(js.Error)) || ctx.Err() != nil {
			return c, err
		}
		// Cloudflare's fetch throws for a cache mode that it does not know.
	}
	return s.read(ctx, name, limit, map[string]any{})
}

// read fetches one file. options are those of fetch, without the signal.
func (s fetchSource) read(ctx context.Context, name string, limit int64,
	options map[string]any) (c content, err error) {
	address := s.base + name
	defer func() {
		if err = thrown(err, recover()); err != nil && ctx.Err() != nil {
			err = ctx.Err() // rather than the "aborted" that follows from it
		}
		if err != nil {
			err = fault.Errorf("weights", "fetch %s: %w", address, err)
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	abort := js.Global().Get("AbortController").New()
	defer abort.Call("abort") // ends the transfer: all of it when cancelled, the rest of a body that is too long
	options["signal"] = abort.Get("signal")
	resp, err := await(ctx, s.fetcher.Call("fetch", address, options))
	if err != nil {
		return nil, ErrUnreachable.Errorf("%w (%s)", err, unreachable())
	}
	return readBody(ctx, resp, address, limit)
}

// unreachable says why fetch may have failed, since its TypeError does not.
func unreachable() string {
	if navigator := js.Global().Get("navigator"); navigator.Truthy() && navigator.Get("onLine").Equal(js.ValueOf(false)) {
		return "there is no network"
	}
	return "the server does not answer, or it does not let this page read its files: CORS"
}

// thrown turns a JavaScript exception into an error; any other panic goes on. syscall/js panics with an error or a
// string of its own where fetch does not exist, or returns something other than a promise of a response.
func thrown(err error, panicked any) error {
	switch p := panicked.(type) {
	case nil:
		return err
	case js.Error:
		return reason(p.Value)
	case *js.ValueError:
		return p
	case string:
		if strings.HasPrefix(p, "syscall/js: ") {
			return errors.New(p)
		}
	}
	panic(panicked)
}

// bodyReader reads a ReadableStreamDefaultReader.
type bodyReader struct {
	ctx    context.Context
	reader js.Value
	piece  js.Value // Uint8Array, whose first used bytes have been read
	used   int
	length int
}

func (r *bodyReader) Read(p []byte) (int, error) {
	for r.used == r.length {
		next, err := await(r.ctx, r.reader.Call("read"))
		if err != nil {
			return 0, err
		}
		if next.Get("done").Bool() {
			return 0, io.EOF
		}
		r.piece, r.used = next.Get("value"), 0
		r.length = r.piece.Length()
	}
	n := js.CopyBytesToGo(p, r.piece.Call("subarray", r.used))
	r.used += n
	return n, nil
}
