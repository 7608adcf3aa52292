//go:build js && wasm

package main

import (
	"math/rand/v2"
	"strings"
	"syscall/js"
	"time"

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
	link := opened()
	state := ui.NewState(engine, link.Seed)
	engine.Listen(ui.Rerender(renderer.EventEnv(), state))
	watchNetwork(renderer.EventEnv(), state)
	watchMedia(renderer.EventEnv(), state)
	play := &animation{env: renderer.EventEnv(), state: state}
	watchLink(renderer.EventEnv(), state)
	state.Open(link)
	if !saveData() {
		state.Load()
	}

	root, doc := &ui.Root{State: state}, newDocument()
	state.Program, state.Startup = startup()
	state.Bare = true
	time.AfterFunc(time.Millisecond, func() { // not before the first render: until then nothing waits for a timer
		renderer.EventEnv().Lock()
		defer renderer.EventEnv().UnlockRender()
		state.Bare = false
	})
	var unchanged ui.Unchanged
	for ok := true; ok; ok = renderer.EventWait() {
		page := build.RunBuild(root)
		unchanged.Strip(page)
		check(renderer.Render(page))
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

// opened is the link that the page was opened with: its query (?seed=7) or fragment. Without either it names a random question, by a
// number short enough to be read out.
func opened() ui.Link {
	location := js.Global().Get("location")
	for _, part := range []string{"hash", "search"} {
		if text := location.Get(part).String(); text != "" {
			if link, err := ui.ParseLink(text); err == nil && (link.HasSeed || link.Question != "") {
				return link
			}
		}
	}
	return ui.Link{Kind: ui.KindProsQA, Seed: rand.Uint64N(1_000_000), HasSeed: true, Thoughts: -1, K: -1} // seeded by the runtime from crypto.getRandomValues
}

// watchLink opens a link to another question that is put into this page's address.
func watchLink(env vugu.EventEnv, state *ui.State) {
	js.Global().Call("addEventListener", "hashchange", js.FuncOf(func(js.Value, []js.Value) any {
		env.Lock()
		defer env.UnlockRender()
		text := js.Global().Get("location").Get("hash").String()
		switch link, err := ui.ParseLink(text); {
		case text == state.Link():
			state.Status = "The address bar has the link to this now."
		case err != nil:
			state.Status = "That link cannot be read."
		default:
			state.Open(link)
		}
		return nil
	}))
}

// startup is the size of the program as it was sent and the time since the visitor came here, as far as the browser tells.
func startup() (size, millis int64) {
	performance := js.Global().Get("performance")
	entries := performance.Call("getEntriesByType", "resource")
	for i := range entries.Length() {
		entry := entries.Index(i)
		if name := entry.Get("name").String(); strings.HasSuffix(name, ".wasm") && entry.Get("encodedBodySize").Truthy() {
			size = int64(entry.Get("encodedBodySize").Float())
		}
	}
	return size, int64(performance.Call("now").Float())
}

// saveData says whether the visitor asked the browser to save data: then the model waits for the first question.
func saveData() bool {
	connection := js.Global().Get("navigator").Get("connection")
	return connection.Truthy() && connection.Get("saveData").Truthy()
}
