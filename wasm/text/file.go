//go:build js && wasm

package main

import (
	"fmt"
	"io"
	"syscall/js"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/remote"
	"github.com/coconut-page/coconut/internal/fault"
)

// handed are the files that the page has handed over, by name.
var handed = map[string]js.Value{}

// takeFiles takes the files out of messages like {files: [File, …]}. Those of an earlier message are given up.
func takeFiles() {
	js.Global().Call("addEventListener", "message", js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := args[0].Get("data")
		if data.Type() != js.TypeObject || !data.Get("files").Truthy() {
			return nil
		}
		clear(handed)
		for i, files := 0, data.Get("files"); i < files.Length(); i++ {
			handed[files.Index(i).Get("name").String()] = files.Index(i)
		}
		return nil
	}))
}

// openFiles looks up the files that are to be converted, or finds them at their address.
func openFiles(c engine.Convert) ([]formats.File, error) {
	if c.Address != "" {
		return remote.Open(network{}, c.Address, js.Global().Get("location").Get("href").String())
	}
	var files []formats.File
	for _, name := range c.Files {
		file, ok := handed[name]
		if !ok {
			return nil, fault.Errorf("text", "the page has handed over no file %q", name)
		}
		files = append(files, formats.File{Name: name, ReaderAt: blob{file}, Size: int64(file.Get("size").Float())})
	}
	return files, nil
}

// blob reads a File without having it in memory. Only workers can do that without waiting for promises.
type blob struct{ file js.Value }

// ReadAt implements io.ReaderAt.
func (b blob) ReadAt(p []byte, off int64) (n int, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			e, ok := thrown.(js.Error)
			if !ok {
				panic(thrown)
			}
			err = fmt.Errorf("the browser cannot read %s any more; choose it again: %s", b.file.Get("name").String(),
				e.Get("message").String())
		}
	}()
	part := b.file.Call("slice", off, off+int64(len(p)))
	buffer := js.Global().Get("FileReaderSync").New().Call("readAsArrayBuffer", part)
	n = js.CopyBytesToGo(p, js.Global().Get("Uint8Array").New(buffer))
	if n < len(p) {
		err = io.EOF
	}
	return n, err
}
