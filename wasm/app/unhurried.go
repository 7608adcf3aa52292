//go:build js && wasm

package main

import (
	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/wasm/internal/worker"
)

// unhurried is Vugu's lock for what does not come from the visitor, such as an answer. What it has rendered may take
// several turns of the browser's event loop, so that none of them holds the page's thread for long; what a visitor does
// is rendered in the turn it was done in.
type unhurried struct {
	vugu.EventEnv
	due  bool // the next render is for such a change
	turn func()
}

func newUnhurried(env vugu.EventEnv) *unhurried {
	// nobody has done anything before the first render
	return &unhurried{EventEnv: env, due: true, turn: worker.NewYield()}
}

// UnlockRender implements vugu.EventEnv.
func (u *unhurried) UnlockRender() {
	u.due = true
	u.EventEnv.UnlockRender()
}

// pauses returns what to call between the parts of the next render.
func (u *unhurried) pauses() func() {
	if !u.due {
		return func() {}
	}
	u.due = false
	return u.turn
}
