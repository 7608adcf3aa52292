//go:build js && wasm

package main

import (
	"math/rand/v2"
	"strconv"
	"syscall/js"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/wasm/app/remote"
)

// runPage shows the page until the browser leaves it.
func runPage() {
	renderer, err := domrender.New("#app")
	check(err)
	build, err := vugu.NewBuildEnv(renderer.EventEnv())
	check(err)

	engine := remote.NewClient(startWorker)
	state := ui.NewState(engine, firstSeed())
	engine.Listen(ui.Rerender(renderer.EventEnv(), state))
	watchNetwork(renderer.EventEnv(), state)
	watchMedia(renderer.EventEnv(), state)
	play := &animation{env: renderer.EventEnv(), state: state}
	if !saveData() {
		state.Load()
	}

	root, doc := &ui.Root{State: state}, newDocument()
	for ok := true; ok; ok = renderer.EventWait() {
		check(renderer.Render(build.RunBuild(root)))
		doc.sync(state)
		play.sync()
	}
}

// check ends the program over what cannot go wrong in a page that has its mount point; page.js then says so to the visitor.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// firstSeed is the seed of the URL's query (?seed=7), so that a link or a test gets the same question again, and else a random one,
// short enough to be read out.
func firstSeed() uint64 {
	query := js.Global().Get("URLSearchParams").New(js.Global().Get("location").Get("search"))
	if v := query.Call("get", "seed"); v.Type() == js.TypeString {
		if seed, err := strconv.ParseUint(v.String(), 10, 64); err == nil {
			return seed
		}
	}
	return rand.Uint64N(1_000_000) // seeded by the runtime from crypto.getRandomValues
}

// saveData says whether the visitor asked the browser to save data: then the model waits for the first question.
func saveData() bool {
	connection := js.Global().Get("navigator").Get("connection")
	return connection.Truthy() && connection.Get("saveData").Truthy()
}
