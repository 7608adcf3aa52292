package weights

import (
	"context"
	"io"
	"syscall/js"
)

// Every JavaScript engine has gzip (DecompressionStream), so the page's program does not include its own. Like
// everything that waits for promises, these functions must not be called from a js.FuncOf callback.

func gzipBytes(raw []byte) (data []byte, err error) {
	r, err := pipe("CompressionStream", inMemory(raw))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func openGzip(data content) (io.ReadCloser, error) { return pipe("DecompressionStream", data) }

// pipe sends data through one of the engine's streams.
func pipe(kind string, data content) (_ io.ReadCloser, err error) {
	defer func() { err = thrown(err, recover()) }()
	source := js.Global().Get("Blob").New([]any{engineView(data)}).Call("stream")
	stream := source.Call("pipeThrough", js.Global().Get(kind).New("gzip"))
	return pipeReader{&bodyReader{ctx: context.Background(), reader: stream.Call("getReader")}}, nil
}

// pipeReader ends the stream when nobody reads it any more.
type pipeReader struct{ *bodyReader }

func (r pipeReader) Close() error {
	settle(r.reader.Call("cancel"))
	return nil
}
