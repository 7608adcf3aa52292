//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

// watchHands tells the state what hands.js sees: a drag from one word of the drawing to another, by their numbers, and
// a trace file that is chosen or dropped, by its name, size and text.
func watchHands(env vugu.EventEnv, state *page.State) {
	hand := func(name string, do func(args []js.Value)) {
		js.Global().Get("coconut").Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			env.Lock()
			defer env.UnlockRender()
			do(args)
			return nil
		}))
	}
	hand("connect", func(args []js.Value) { state.Connect(args[0].Int(), args[1].Int()) })
	hand("openTrace", func(args []js.Value) { state.OpenTrace(args[0].String(), int64(args[1].Int()), args[2].String()) })
}
