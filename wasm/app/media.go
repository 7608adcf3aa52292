//go:build js && wasm

package main

import (
	"syscall/js"
	"time"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

// watchMedia tells the state how wide the page is and whether the visitor wants no movement, now and at each change.
func watchMedia(env vugu.EventEnv, state *page.State) {
	watch := func(query string, set func(bool)) {
		list := js.Global().Call("matchMedia", query)
		set(list.Get("matches").Bool())
		list.Call("addEventListener", "change", js.FuncOf(func(js.Value, []js.Value) any {
			env.Lock()
			defer env.UnlockRender()
			set(list.Get("matches").Bool())
			return nil
		}))
	}
	watch("(max-width: 46rem)", func(is bool) { state.Narrow = is })
	watch("(prefers-reduced-motion: reduce)", func(is bool) { state.Still = is })
}

// animation calls State.Tick while something plays.
type animation struct {
	env   vugu.EventEnv
	state *page.State
	next  *time.Timer // nil while nothing plays
}

// sync follows a render, with Vugu's lock not held.
func (a *animation) sync() {
	switch millis := a.state.TickMillis(); {
	case millis > 0 && a.next == nil:
		a.next = time.AfterFunc(time.Duration(millis)*time.Millisecond, a.tick)
	case millis == 0 && a.next != nil:
		a.next.Stop()
		a.next = nil
	}
}

func (a *animation) tick() {
	a.env.Lock()
	defer a.env.UnlockRender()
	a.next = nil
	a.state.Tick()
}
