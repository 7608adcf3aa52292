//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

// watchNetwork tells the state whether the browser has a network, now and at each change.
func watchNetwork(env vugu.EventEnv, state *page.State) {
	look := func() { state.Offline = !js.Global().Get("navigator").Get("onLine").Bool() }
	look()
	changed := js.FuncOf(func(js.Value, []js.Value) any {
		env.Lock()
		defer env.UnlockRender()
		look()
		return nil
	})
	js.Global().Call("addEventListener", "online", changed)
	js.Global().Call("addEventListener", "offline", changed)
}
