package weights

import (
	"context"
	"sync"
	"syscall/js"
)

// inEngine is content in the JavaScript engine's memory: the first n bytes of an ArrayBuffer.
type inEngine struct {
	buffer js.Value
	n      int
}

// view returns n of the bytes from offset on, as a Uint8Array.
func (e inEngine) view(offset, n int) js.Value {
	return js.Global().Get("Uint8Array").New(e.buffer, offset, n)
}

func (e inEngine) size() int { return e.n }

func (e inEngine) copyTo(dst []byte, offset int) { js.CopyBytesToGo(dst, e.view(offset, len(dst))) }

func (e inEngine) digest(ctx context.Context) (string, error) {
	if subtle := webCrypto(); e.n >= worthDigest && subtle.Truthy() {
		return digestOf(ctx, subtle, e.view(0, e.n))
	}
	return hash(bytesOf(e)), nil
}

func (e inEngine) release() { spare.put(e.buffer) }

// engineView returns the bytes of content as a Uint8Array; those of inMemory are copied.
func engineView(c content) js.Value {
	if e, ok := c.(inEngine); ok {
		return e.view(0, e.n)
	}
	data := bytesOf(c)
	bytes := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(bytes, data)
	return bytes
}

// spare are ArrayBuffers that files were read into, for the next ones, while models are being loaded. The engine's own
// garbage collector frees them late: a model of many chunks would be in memory twice.
var spare buffers

// spareLeast is how large a buffer must be to be kept.
const spareLeast = 64 << 10

type buffers struct {
	mu    sync.Mutex
	loads int
	free  []js.Value
}

// keep keeps released buffers, until the function that it returns is called.
func (b *buffers) keep() (drop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.loads++
	return b.drop
}

// drop leaves all spare buffers to the engine's garbage collector.
func (b *buffers) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.loads--
	b.free = nil
}

// take returns a buffer of at least n bytes. What is in it is left from other files.
func (b *buffers) take(n int) js.Value {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, buffer := range b.free {
		if buffer.Get("byteLength").Int() >= n && n >= spareLeast {
			b.free = append(b.free[:i], b.free[i+1:]...)
			return buffer
		}
	}
	return js.Global().Get("ArrayBuffer").New(n)
}

func (b *buffers) put(buffer js.Value) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.loads > 0 && len(b.free) < fetchAhead && buffer.Get("byteLength").Int() >= spareLeast {
		b.free = append(b.free, buffer)
	}
}

// keepSpare is called at the beginning of a load, and what it returns at its end.
func keepSpare() (drop func()) { return spare.keep() }
