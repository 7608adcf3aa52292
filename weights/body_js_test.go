package weights

import (
	"bytes"
	"context"
	"errors"
	"math"
	"syscall/js"
	"testing"
)

// responses are ways in which an engine may hand out a body of bytes that are n, n+1, …, modulo 251.
var responses = map[string]string{
	"whole":                 `(data) => new Response(data)`,
	"a stream without BYOB": `(data) => new Response(new ReadableStream({start(c) { c.enqueue(data); c.close() }}))`,
	"small pieces, without BYOB": `(data) => new Response(new ReadableStream({start(c) {
		for (let i = 0; i < data.length; i += 999) c.enqueue(data.slice(i, i + 999)); c.close() }}))`,
	"small pieces": `(data) => { let i = 0; return new Response(new ReadableStream({type: "bytes", pull(c) {
		const n = Math.min(999, data.length - i); if (n) c.enqueue(data.slice(i, i += n));
		else { c.close(); c.byobRequest?.respond(0) } }})) }`,
	"an engine that ignores min": `(data) => { const r = new Response(data), get = r.body.getReader.bind(r.body);
		r.body.getReader = (o) => { const reader = get(o), read = reader.read.bind(reader);
			reader.read = (v) => read(v); return reader }; return r }`,
	"an engine that has not BYOB": `(data) => { const r = new Response(data), get = r.body.getReader.bind(r.body);
		r.body.getReader = (o) => { if (o) throw new TypeError("no"); return get() }; return r }`,
}

// TestBody reads bodies of every kind, with limits around their size and without any, into new memory and into memory
// that other files have left.
func TestBody(t *testing.T) { testBody(t) }

// TestBodyWithoutBYOB is TestBody in an engine that does not even have the class, as WebKit.
func TestBodyWithoutBYOB(t *testing.T) {
	const class = "ReadableStreamBYOBReader"
	had := js.Global().Get(class)
	js.Global().Delete(class)
	defer js.Global().Set(class, had)
	testBody(t)
}

func testBody(t *testing.T) {
	defer keepSpare()()
	for name, code := range responses {
		respond := js.Global().Call("eval", code)
		for _, n := range []int{1, 999, 70_000, 300_000} {
			data := make([]byte, n)
			for i := range data {
				data[i] = byte((n + i) % 251)
			}
			for _, limit := range []int64{int64(n), int64(n) + 1, 1 << 20, math.MaxInt64, int64(n) - 1} {
				c, err := readBody(context.Background(), respond.Invoke(engineView(inMemory(data))), "a.bin", limit)
				if limit < int64(n) {
					if !errors.Is(err, ErrTooLarge) {
						t.Errorf("%s: %d bytes where %d are allowed: error %v, want %v", name, n, limit, err, ErrTooLarge)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %d bytes, limit %d: %v", name, n, limit, err)
					continue
				}
				sum, err := c.digest(context.Background())
				if err != nil || sum != hash(data) || c.size() != n || !bytes.Equal(bytesOf(c), data) {
					t.Errorf("%s: %d bytes, limit %d: read %d others, %v", name, n, limit, c.size(), err)
				}
				part := make([]byte, n/2)
				if c.copyTo(part, n-len(part)); !bytes.Equal(part, data[n-len(part):]) {
					t.Errorf("%s: the second half of %d bytes differs", name, n)
				}
				c.release()
			}
		}
	}
}

// TestSpare: released buffers are used again while a model is being loaded, and only then.
func TestSpare(t *testing.T) {
	drop := keepSpare()
	first := spare.take(spareLeast)
	spare.put(first)
	if got := spare.take(spareLeast); !got.Equal(first) {
		t.Error("a released buffer was not used again")
	}
	spare.put(first)
	if got := spare.take(spareLeast + 1); got.Equal(first) {
		t.Error("a buffer was used for more than it holds")
	}
	for range 2 * fetchAhead {
		spare.put(js.Global().Get("ArrayBuffer").New(spareLeast))
	}
	if n := len(spare.free); n > fetchAhead {
		t.Errorf("%d buffers are kept, want at most %d", n, fetchAhead)
	}
	drop()
	spare.put(first)
	if n := len(spare.free); n != 0 {
		t.Errorf("%d buffers are kept after the load", n)
	}
}
