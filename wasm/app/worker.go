//go:build js && wasm

package main

import (
	"context"
	"syscall/js"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/wasm/app/remote"
	"github.com/coconut-page/coconut/weights"
)

// runWorker answers the page's messages until the page ends the worker.
func runWorker() {
	server := &remote.Server{Load: loadModel, Send: postToPage, Yield: newYield()}
	js.Global().Call("addEventListener", "message", js.FuncOf(func(_ js.Value, args []js.Value) any {
		server.Receive(args[0].Get("data").String())
		return nil
	}))
	server.Hello()
	select {}
}

func postToPage(msg string) { js.Global().Call("postMessage", msg) }

func loadModel(ctx context.Context, progress func(done, total int64)) (remote.Reasoner, ui.Info, error) {
	r, err := reasoner.Load(ctx, weights.Fetch(modelURL), progress)
	if err != nil {
		return nil, ui.Info{}, err
	}
	i := r.Info()
	return r, ui.Info{
		Name: i.Name, Method: i.Method, Task: i.Task, Thoughts: i.Thoughts,
		Parameters: i.Parameters, Bytes: i.Bytes, Kernels: simd.Variant(),
	}, nil
}

// newYield returns a function that waits for the next turn of the worker's event loop. A message channel does that in some tens of
// microseconds; setTimeout would take 4 ms, once nested.
func newYield() func() {
	channel := js.Global().Get("MessageChannel").New()
	turn := make(chan struct{}, 1)
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		turn <- struct{}{}
		return nil
	}))
	port := channel.Get("port2")
	return func() {
		port.Call("postMessage", js.Null())
		<-turn
	}
}
