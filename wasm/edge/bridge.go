//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"syscall/js"
)

// errClosed is the cause of a request's context when the client has gone or the answer is complete.
var errClosed = errors.New("edge: the request is over")

// serve hands the handler to worker.mjs, which calls it with every request, and never returns.
//
// One rule lets one program serve many requests: whatever belongs to a request (its promises, streams, Response) is
// created and used in JavaScript that runs for that request, because a goroutine may wake up during any request. So Go
// only ever settles promises, which workerd carries over to the request that created them, and worker.mjs does the
// rest.
func serve(h http.Handler) {
	handle := js.FuncOf(func(_ js.Value, args []js.Value) any { return begin(h, args[0]) })
	js.Global().Get("coconut").Call("ready", handle)
	select {}
}

// exchange is one request and its response.
type exchange struct {
	head    js.Value // functions of worker.mjs: head(status, headers, body) and push(bytes), end(message)
	request *http.Request
	cancel  context.CancelCauseFunc
	header  http.Header
	status  int
	sent    bool         // the head was sent, so the body is a stream
	buffer  bytes.Buffer // written but not flushed
	resume  chan struct{}
	funcs   []js.Func
}

// begin starts answering a request, and returns the functions with which worker.mjs controls it. It does not block.
func begin(h http.Handler, in js.Value) any {
	ctx, cancel := context.WithCancelCause(context.Background())
	x := &exchange{head: in, cancel: cancel, header: http.Header{}, status: http.StatusOK, resume: make(chan struct{}, 1)}
	var err error
	if x.request, err = newRequest(ctx, in); err != nil {
		cancel(err)
		in.Call("end", err.Error())
		return js.Undefined()
	}
	pull := x.function(func() {
		select {
		case x.resume <- struct{}{}:
		default:
		}
	})
	gone := x.function(func() { cancel(errClosed) })
	go x.run(h)
	return js.ValueOf(map[string]any{"pull": pull, "gone": gone})
}

// function returns a JavaScript function that is released when the exchange ends.
func (x *exchange) function(f func()) js.Func {
	fn := js.FuncOf(func(js.Value, []js.Value) any {
		f()
		return nil
	})
	x.funcs = append(x.funcs, fn)
	return fn
}

// newRequest reads worker.mjs's description of a request: url, method, headers (pairs) and body (bytes, or null).
func newRequest(ctx context.Context, in js.Value) (*http.Request, error) {
	var body io.Reader
	if b := in.Get("body"); b.Truthy() {
		data := make([]byte, b.Length())
		js.CopyBytesToGo(data, b)
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, in.Get("method").String(), in.Get("url").String(), body)
	if err != nil {
		return nil, fmt.Errorf("edge: %w", err)
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	headers := in.Get("headers")
	for i := range headers.Length() {
		r.Header.Add(headers.Index(i).Index(0).String(), headers.Index(i).Index(1).String())
	}
	return r, nil
}

// run answers the request. A panic ends it, not the program, as in net/http.
func (x *exchange) run(h http.Handler) {
	defer func() {
		message := ""
		if p := recover(); p != nil {
			message = "internal error"
			fmt.Printf("edge: %v\n%s", p, debug.Stack())
		}
		x.finish(message)
	}()
	h.ServeHTTP(x, x.request)
}

// finish sends the rest and ends the response. worker.mjs calls neither function afterwards.
func (x *exchange) finish(message string) {
	x.cancel(errClosed)
	switch {
	case message != "":
	case x.sent:
		x.push()
	default:
		x.sendHead(x.take())
	}
	x.head.Call("end", message)
	for _, f := range x.funcs {
		f.Release()
	}
}

// Header, WriteHeader and Write implement http.ResponseWriter. Writes are buffered until they are flushed or the
// handler returns.
func (x *exchange) Header() http.Header { return x.header }

func (x *exchange) WriteHeader(status int) { x.status = status }

func (x *exchange) Write(p []byte) (int, error) {
	if x.request.Context().Err() != nil {
		return 0, errClosed
	}
	return x.buffer.Write(p)
}

// FlushError sends what was written, and waits until the client wants more. So the program is at most one event ahead
// of a slow client, events leave one by one although the program has a single thread, and a client that has gone is
// noticed.
func (x *exchange) FlushError() error {
	if !x.sent {
		x.sendHead(js.Null())
	}
	x.push()
	select {
	case <-x.resume:
		return nil
	case <-x.request.Context().Done():
		return errClosed
	}
}

func (x *exchange) push() {
	if x.buffer.Len() > 0 {
		x.head.Call("push", x.take())
	}
}

// take empties the buffer into a Uint8Array.
func (x *exchange) take() js.Value {
	data := js.Global().Get("Uint8Array").New(x.buffer.Len())
	js.CopyBytesToJS(data, x.buffer.Bytes())
	x.buffer.Reset()
	return data
}

// sendHead sends status and headers, with the whole body, or null for a stream.
func (x *exchange) sendHead(body js.Value) {
	x.sent = true
	headers := []any{}
	for name, values := range x.header {
		for _, v := range values {
			headers = append(headers, []any{name, v})
		}
	}
	x.head.Call("head", x.status, headers, body)
}
