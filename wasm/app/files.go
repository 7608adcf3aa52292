//go:build js && wasm

package main

import (
	"strings"
	"syscall/js"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

// watchFiles tells the state of files that the visitor chooses or drops: their names, the weights first, and their size
// together. page.js keeps the files for the worker.
func watchFiles(env vugu.EventEnv, state *page.State) {
	js.Global().Get("coconut").Set("offer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		env.Lock()
		defer env.UnlockRender()
		state.OfferFiles(strings.Split(args[0].String(), "\n"), int64(args[1].Float()))
		return nil
	}))
}
