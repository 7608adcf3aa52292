//go:build js && wasm

package main

import (
	"strings"
	"syscall/js"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/ui/page"
	"github.com/coconut-page/coconut/wasm/internal/worker"
)

// runPage shows the page until the browser leaves it.
func runPage() {
	worker.NewYield()() // so far this turn of the event loop went to the start of Go
	renderer, err := domrender.New("#app")
	check(err)
	build, err := vugu.NewBuildEnv(renderer.EventEnv())
	check(err)

	env := newUnhurried(renderer.EventEnv())
	client := engine.NewClient(startWorker)
	link, problem := opened()
	state := page.NewState(client, link.StartSeed())
	client.Listen(ui.Rerender(env, state))
	prepareChat(env, state)
	watchHands(renderer.EventEnv(), state)
	watchNetwork(env, state)
	watchMedia(env, state)
	play := &animation{env: renderer.EventEnv(), state: state}
	watchLink(env, state)
	switch {
	case problem != nil:
		state.RefuseLink(problem)
	case link.HasSeed || link.Question != "":
		state.Open(link)
	default:
		state.Greet(!saveData())
	}
	if !saveData() {
		state.Load()
	}

	root, doc := &ui.Root{State: state}, newDocument()
	state.Program, state.Startup = startup()
	state.Bare = true
	var unchanged ui.Unchanged
	for ok := true; ok; ok = renderer.EventWait() {
		pause := env.pauses()
		pause()
		built := build.RunBuild(root)
		pause()
		unchanged.Strip(built)
		pause()
		check(renderer.Render(built))
		if env.due { // something came in since the page was built: what it says belongs to the next render
			continue
		}
		doc.sync(state)
		play.sync()
		dress(env, state)
	}
}

// dress has what the first render left out shown by the next.
func dress(env vugu.EventEnv, state *page.State) {
	if state.Bare {
		env.Lock()
		defer env.UnlockRender()
		state.Bare = false
	}
}

// check ends the program over what cannot go wrong in a page that has its mount point; page.js then says so to the
// visitor.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// opened is the link that the page was opened with: its query (?seed=7) or fragment. Without either it names no
// question. The error says why what is there is no link.
func opened() (link page.Link, problem error) {
	location := js.Global().Get("location")
	for _, part := range []string{"hash", "search"} {
		if text := location.Get(part).String(); text != "" {
			link, err := page.ParseLink(text)
			if err == nil && (link.HasSeed || link.Question != "") {
				return link, problem
			}
			if problem == nil {
				problem = err
			}
		}
	}
	return page.EmptyLink(), problem
}

// watchLink opens a link to another question that is put into this page's address.
func watchLink(env vugu.EventEnv, state *page.State) {
	js.Global().Call("addEventListener", "hashchange", js.FuncOf(func(js.Value, []js.Value) any {
		env.Lock()
		defer env.UnlockRender()
		text := js.Global().Get("location").Get("hash").String()
		switch link, err := page.ParseLink(text); {
		case len(text) <= len("#laboratory") && !strings.Contains(text, "="): // a part of the page
		case text == state.Link():
			state.Status = "The address bar has the link to this now."
		case err != nil:
			state.RefuseLink(err)
		default:
			state.Open(link)
		}
		return nil
	}))
}

// startup is the size of the program as it was sent and the time since the visitor came here, as far as the browser
// tells.
func startup() (size, millis int64) {
	performance := js.Global().Get("performance")
	entries := performance.Call("getEntriesByType", "resource")
	for i := range entries.Length() {
		entry := entries.Index(i)
		if name := entry.Get("name").String(); strings.HasSuffix(name, ".wasm") &&
			entry.Get("encodedBodySize").Truthy() {
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
