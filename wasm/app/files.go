//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

// watchFiles tells the state of files that the visitor chooses or drops. page.js hears of them first, and keeps them in
// coconut.files for the worker (textPort).
func watchFiles(env vugu.EventEnv, state *page.State) {
	coconut := js.Global().Get("coconut")
	coconut.Set("offer", js.FuncOf(func(js.Value, []js.Value) any {
		env.Lock()
		defer env.UnlockRender()
		var files []page.OwnFile
		for i, list := 0, coconut.Get("files"); i < list.Length(); i++ {
			file := list.Index(i)
			files = append(files, page.OwnFile{Name: file.Get("name").String(), Size: int64(file.Get("size").Float())})
		}
		state.OfferFiles(files)
		return nil
	}))
}
