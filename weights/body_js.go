package weights

import (
	"context"
	"fmt"
	"strings"
	"syscall/js"

	"github.com/coconut-page/coconut/internal/fault"
)

// mostRoom bounds the buffer that a body's reading begins with: nothing of a model is larger. A reader that allows
// more, or anything, begins with less.
const (
	mostRoom   = MaxChunkSize + 1
	someRoom   = 64 << 10
	beyondSize = 1<<53 - 1 // the largest integer of JavaScript, which a body cannot have
)

// readBody reads a Response's body, of which never more than limit bytes and one get into memory.
func readBody(ctx context.Context, resp js.Value, address string, limit int64) (content, error) {
	if status := resp.Get("status").Int(); status != 200 {
		return nil, statusError(status, fmt.Sprintf("status %d", status))
	}
	if strings.HasSuffix(address, ".gz") && resp.Get("headers").Call("get", "content-encoding").Truthy() {
		// The browser has unpacked what it should have passed on as it is; Vite's development server makes it do so.
		return nil, ErrChecksum.Errorf("%s was sent with a header Content-Encoding, and must be sent without: see the "+
			"section Compression of docs/weights.md", address)
	}
	body := resp.Get("body")
	if !body.Truthy() {
		return inMemory{}, nil // the Fetch standard's form of an empty body
	}
	limit = min(limit, beyondSize)
	room := limit + 1
	if room > mostRoom {
		room = someRoom
	}
	r := &bodyInto{inEngine: inEngine{buffer: spare.take(int(room))}}
	r.reader, r.fills = bytesReader(body)
	err := r.readAll(ctx, limit)
	switch {
	case err != nil:
		err = fault.Errorf("weights", "read %s: %w", address, err)
	case int64(r.n) > limit:
		err = ErrTooLarge.Errorf("%s has more than %d bytes", address, limit)
	}
	if err != nil {
		settle(r.reader.Call("cancel"))
		return nil, err
	}
	return r.inEngine, nil
}

// bytesReader returns a reader that fills memory it is given, where the engine has one (a ReadableStreamBYOBReader).
// WebKit has none, and no engine has one for every stream.
func bytesReader(body js.Value) (reader js.Value, fills bool) {
	class := js.Global().Get("ReadableStreamBYOBReader")
	if class.Truthy() {
		reader, err := caught(func() (js.Value, error) { return body.Call("getReader", map[string]any{"mode": "byob"}), nil })
		if err == nil {
			return reader, reader.InstanceOf(class)
		}
	}
	return body.Call("getReader"), false
}

// bodyInto reads a stream into a buffer, which grows if need be.
type bodyInto struct {
	inEngine
	reader js.Value
	fills  bool // the reader fills memory that it is given
}

// readAll reads until the end, or until there are more than limit bytes.
func (r *bodyInto) readAll(ctx context.Context, limit int64) error {
	for int64(r.n) <= limit {
		room := r.buffer.Get("byteLength").Int() - r.n
		if room == 0 {
			r.grow(2 * r.n)
			continue
		}
		var promise js.Value
		if r.fills {
			// One call fills it all, and waits for that; engines that do not know min return what is there.
			room = int(min(int64(room), limit+1-int64(r.n)))
			promise = r.reader.Call("read", r.view(r.n, room), map[string]any{"min": room})
		} else {
			promise = r.reader.Call("read")
		}
		next, err := await(ctx, promise)
		if err != nil {
			return err
		}
		if piece := next.Get("value"); piece.Truthy() {
			r.add(piece, limit)
		}
		if next.Get("done").Bool() {
			return nil
		}
	}
	return nil
}

// add appends a piece that was read. A reader that fills memory has taken the buffer away, and gives it back with the
// piece in it.
func (r *bodyInto) add(piece js.Value, limit int64) {
	n := piece.Length()
	if r.fills {
		r.buffer = piece.Get("buffer")
		r.n += n
		return
	}
	n = int(min(int64(n), limit+1-int64(r.n)))
	for r.n+n > r.buffer.Get("byteLength").Int() {
		r.grow(2 * r.buffer.Get("byteLength").Int())
	}
	r.view(r.n, n).Call("set", piece.Call("subarray", 0, n))
	r.n += n
}

// grow moves what was read to a larger buffer.
func (r *bodyInto) grow(size int) {
	larger := inEngine{spare.take(size), r.n}
	larger.view(0, r.n).Call("set", r.view(0, r.n))
	r.inEngine = larger
}
