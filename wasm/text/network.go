//go:build js && wasm

package main

import (
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"github.com/coconut-page/coconut/formats/remote"
	"github.com/coconut-page/coconut/internal/fault"
)

// network reads files over the network, each time waiting for the answer: only workers can do that, and whoever reads a
// checkpoint expects it. It implements remote.Server.
type network struct{}

// Size implements remote.Server.
func (network) Size(address string) (int64, error) {
	answer, err := request("HEAD", address, "")
	if err != nil {
		return 0, err
	}
	size := answer.Call("getResponseHeader", "Content-Length")
	if answer.Call("getResponseHeader", "Content-Encoding").Truthy() || !size.Truthy() {
		// a small file that the server compresses: only reading tells its size
		if answer, err = request("GET", address, ""); err != nil {
			return 0, err
		}
		return int64(answer.Get("response").Get("byteLength").Int()), nil
	}
	return int64(js.Global().Get("Number").Invoke(size).Float()), nil
}

// Read implements remote.Server.
func (network) Read(address string, offset int64, n int) ([]byte, error) {
	answer, err := request("GET", address, fmt.Sprintf("bytes=%d-%d", offset, offset+int64(n)-1))
	if err != nil {
		return nil, err
	}
	content := js.Global().Get("Uint8Array").New(answer.Get("response"))
	if content.Length() != n {
		return nil, fault.Errorf("text", "the file %s: its server sent %d bytes where %d were asked for; it must be able "+
			"to send parts of files", address, content.Length(), n)
	}
	data := make([]byte, n)
	js.CopyBytesToGo(data, content)
	return data, nil
}

// tries are the waits before a request is made again that did not reach its server.
var tries = []time.Duration{time.Second, 3 * time.Second, 0}

// request makes a request, and again if the server cannot be reached.
func request(method, address, part string) (js.Value, error) {
	for _, wait := range tries {
		answer, err := requestOnce(method, address, part)
		if !errors.As(err, new(js.Error)) {
			return answer, err
		}
		if wait == 0 {
			return answer, fault.Errorf("text", "the file %s cannot be reached: there is no network, the server does not let "+
				"this page read its files (CORS), or this site's policy keeps the page from other sites; download the "+
				"files and choose them instead", address)
		}
		time.Sleep(wait)
	}
	panic("unreachable: the last wait is 0")
}

// The statuses of HTTP that matter here; package net/http would make the program a megabyte larger.
const (
	ok             = 200
	partialContent = 206
	unauthorized   = 401
	forbidden      = 403
	notFound       = 404
)

// requestOnce makes a request. The error is a js.Error if the server could not be reached.
func requestOnce(method, address, part string) (answer js.Value, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			e, isError := thrown.(js.Error)
			if !isError {
				panic(thrown)
			}
			err = e
		}
	}()
	answer = js.Global().Get("XMLHttpRequest").New()
	answer.Call("open", method, address, false)
	answer.Set("responseType", "arraybuffer")
	if part != "" {
		answer.Call("setRequestHeader", "Range", part)
	}
	answer.Call("send")
	switch status := answer.Get("status").Int(); status {
	case ok, partialContent:
		return answer, nil
	case notFound:
		return answer, remote.ErrNotFound.Errorf("%s", address)
	case unauthorized, forbidden:
		return answer, fault.Errorf("text", "the file %s needs a login; download the files and choose them instead", address)
	default:
		return answer, fault.Errorf("text", "the file %s: its server answers with status %d", address, status)
	}
}
