//go:build js && wasm

package main

import (
	"context"
	"syscall/js"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/ui/page"
	"github.com/coconut-page/coconut/weights"
)

// prepareChat gives the chat its engine, unless the page is a single file without the program for language models, and
// finds out which models are on this device.
func prepareChat(env vugu.EventEnv, state *page.State) {
	if !js.Global().Get("coconutText").Truthy() {
		return
	}
	state.Chat.Engine = newTextEngine(env, &state.Chat)
	state.Beside.Engine = newTextEngine(env, &state.Beside)
	watchFiles(env, state)
	go func() {
		kept, err := weights.KeptModels(context.Background())
		if err != nil || len(kept) == 0 {
			return // the models are offered for download, and found to be here then
		}
		env.Lock()
		defer env.UnlockRender()
		for _, m := range kept {
			state.Chat.Kept = append(state.Chat.Kept, m.Name)
			if m.Own {
				state.Chat.Owned = append(state.Chat.Owned, m.Name)
			}
		}
	}()
}

// newTextEngine returns an engine for language models, in a worker that its first call starts.
func newTextEngine(env vugu.EventEnv, l ui.TextListener) page.TextEngine {
	client := engine.NewClient(startTextWorker)
	client.Listen(ui.RerenderText(env, l))
	return client
}
