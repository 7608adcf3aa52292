package weights

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
	"testing"
	"time"
)

// nodeServer is a real HTTP server in node, where these tests run. handle gets node's request and response.
type nodeServer struct {
	url    string
	server js.Value
	handle js.Func
}

func newNodeServer(t *testing.T, handle func(path string, req, res js.Value)) *nodeServer {
	t.Helper()
	require := js.Global().Get("require")
	if require.Type() != js.TypeFunction {
		t.Skip("there is no node here to serve HTTP")
	}
	s := &nodeServer{}
	s.handle = js.FuncOf(func(_ js.Value, args []js.Value) any {
		handle(strings.TrimPrefix(args[0].Get("url").String(), "/"), args[0], args[1])
		return nil
	})
	s.server = require.Invoke("http").Call("createServer", s.handle)
	listening := make(chan struct{})
	done := js.FuncOf(func(js.Value, []js.Value) any { close(listening); return nil })
	s.server.Call("listen", 0, "127.0.0.1", done)
	<-listening
	done.Release()
	s.url = fmt.Sprintf("http://127.0.0.1:%d", s.server.Call("address").Get("port").Int())
	t.Cleanup(func() {
		s.server.Call("closeAllConnections")
		s.server.Call("close")
		time.Sleep(10 * time.Millisecond) // let node run what closing started before the handler is gone
		s.handle.Release()
	})
	return s
}

// respond sends a whole response.
func respond(res js.Value, status int, data []byte) {
	body := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(body, data)
	res.Call("writeHead", status)
	res.Call("end", body)
}

// TestFetch reads the same model as TestSources, by fetch from a real server.
func TestFetch(t *testing.T) {
	want := testPackage(1)
	files := readTree(t, writePackage(t, want))
	server := newNodeServer(t, func(path string, _, res js.Value) {
		if data, ok := files[strings.TrimPrefix(path, "models/m/")]; ok {
			respond(res, 200, data)
		} else {
			respond(res, 404, []byte("not here"))
		}
	})
	for _, base := range []string{server.url + "/models/m", server.url + "/models/m/"} {
		checkSource(t, Fetch(base), want)
	}
}

// TestFetchBadChunk serves a bad chunk, as a cache would, until a request bypasses the caches.
func TestFetchBadChunk(t *testing.T) {
	want := testPackage(1)
	src := newMemory(t, writePackage(t, want))
	bad := src.open(t).Manifest().Chunks[3].Path()
	refetched := 0
	server := newNodeServer(t, func(path string, req, res js.Value) {
		if path == bad && req.Get("headers").Get("cache-control").IsUndefined() {
			respond(res, 200, []byte("stale"))
			return
		}
		if path == bad {
			refetched++
		}
		respond(res, 200, src.files[path])
	})
	checkModel(t, Fetch(server.url), want)
	if refetched != 1 {
		t.Errorf("the chunk was refetched %d times, want 1", refetched)
	}
}

func TestFetchErrors(t *testing.T) {
	closed := make(chan string, 10)
	server := newNodeServer(t, func(path string, req, res js.Value) {
		onClose := js.FuncOf(func(js.Value, []js.Value) any { closed <- path; return nil })
		res.Call("on", "close", onClose)
		switch path {
		case "gone":
			respond(res, 410, nil)
		case "forbidden":
			respond(res, 403, []byte("no"))
		case "cut":
			res.Call("writeHead", 200, map[string]any{"Content-Length": "100"})
			res.Call("write", "only this")
			time.AfterFunc(20*time.Millisecond, func() { res.Call("destroy") })
		case "endless":
			// Node calls back when there is room for more, so this continues until the connection is closed.
			piece := js.Global().Get("Uint8Array").New(1 << 16)
			var more js.Func
			more = js.FuncOf(func(js.Value, []js.Value) any {
				if !res.Get("destroyed").Bool() {
					res.Call("write", piece, more)
				}
				return nil
			})
			res.Call("write", piece, more)
		case "hanging":
		case "hanging-body":
			res.Call("writeHead", 200)
			res.Call("write", "x")
		}
	})
	for _, test := range []struct {
		name    string
		timeout time.Duration
		want    error
		says    string
	}{
		{"gone", 10 * time.Second, ErrNotFound, "410"},
		{"forbidden", 10 * time.Second, nil, "status 403"},
		{"cut", 10 * time.Second, nil, "JavaScript error"},
		{"endless", 10 * time.Second, ErrTooLarge, "more than 100000 bytes"},
		{"hanging", 50 * time.Millisecond, context.DeadlineExceeded, "/hanging"},
		{"hanging-body", 50 * time.Millisecond, context.DeadlineExceeded, "/hanging-body"},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), test.timeout)
		data, err := Fetch(server.url).ReadFile(ctx, test.name, 100_000)
		cancel()
		if err == nil || data != nil || !strings.Contains(err.Error(), test.says) ||
			test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %d bytes, error %v; want %v that says %q", test.name, len(data), err, test.want, test.says)
		}
		select {
		case <-closed:
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the connection is still open", test.name)
		}
	}
	if _, err := Fetch("http://127.0.0.1:1").ReadFile(context.Background(), "x", 1); err == nil {
		t.Error("reading where no server is gave no error")
	}
}

// TestFetchWith uses fetchers other than the global one, some of them broken.
func TestFetchWith(t *testing.T) {
	for _, test := range []struct {
		name, fetcher string
		says          string // "" for success
	}{
		{"a binding", `({fetch: (url, init) => Promise.resolve(new Response(url))})`, ""},
		{"a binding that knows no cache modes", `({fetch(url, init) { if ("cache" in init) throw new TypeError("not implemented"); return Promise.resolve(new Response(url)) }})`, ""},
		{"the same, by rejecting", `({async fetch(url, init) { if ("cache" in init) throw new TypeError("not implemented"); return new Response(url) }})`, ""},
		{"no fetch at all", `({})`, "property fetch is not a function"},
		{"one that gives no promise", `({fetch: () => ({})})`, "property then is not a function"},
		{"one that throws text", `({fetch() { throw "no network" }})`, "threw no network"},
		{"one that gives nothing", `({fetch: () => undefined})`, "on undefined"},
		{"one that gives a promise of nothing", `({fetch: async () => undefined})`, "on undefined"},
		{"one that throws", `({fetch() { throw new Error("no network") }})`, "no network"},
		{"one that rejects", `({fetch: () => Promise.reject(new Error("no network"))})`, "no network"},
		{"one that rejects with nothing", `({fetch: () => Promise.reject()})`, "threw <undefined>"},
		{"a body that breaks", `({fetch: async () => new Response(new ReadableStream({pull(c) { c.error(new Error("broken")) }}))})`, "broken"},
	} {
		src := FetchWith(js.Global().Call("eval", test.fetcher), "https://assets/m").(fetchSource)
		for _, read := range []func(context.Context, string, int64) ([]byte, error){src.ReadFile, src.RefetchFile} {
			data, err := read(context.Background(), "a.json", 100)
			if test.says == "" && (err != nil || string(data) != "https://assets/m/a.json") {
				t.Errorf("%s: %q, error %v; want the address", test.name, data, err)
			}
			if test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("%s: %q, error %v; want one that says %q", test.name, data, err, test.says)
			}
		}
	}
}

// TestFetchEmpty: an empty body may be null.
func TestFetchEmpty(t *testing.T) {
	src := FetchWith(js.Global().Call("eval", `({fetch: async () => new Response(null)})`), "https://assets")
	if data, err := src.ReadFile(context.Background(), "empty", 0); err != nil || data == nil || len(data) != 0 {
		t.Errorf("ReadFile = %v, %v; want no bytes", data, err)
	}
}

// TestFetchDeaf: a fetcher that ignores the signal is not waited for.
func TestFetchDeaf(t *testing.T) {
	src := FetchWith(js.Global().Call("eval", `({fetch: () => new Promise(() => {})})`), "https://assets")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := src.ReadFile(ctx, "x", 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ReadFile: error %v, want %v", err, context.DeadlineExceeded)
	}
}
