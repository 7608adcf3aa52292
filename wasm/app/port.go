//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/coconut-page/coconut/engine"
)

// startWorker is the page's engine.Dialer: page.js starts worker.js and gives it the compiled module.
func startWorker(receive func(msg string)) engine.Port { return dial("startWorker", receive) }

// startTextWorker is the same for the program that runs language models, which page.js fetches first.
func startTextWorker(receive func(msg string)) engine.Port { return dial("startTextWorker", receive) }

func dial(start string, receive func(msg string)) engine.Port {
	p := &workerPort{}
	p.onMessage = js.FuncOf(func(_ js.Value, args []js.Value) any {
		receive(args[0].String())
		return nil
	})
	p.worker = js.Global().Get("coconut").Call(start, p.onMessage)
	return p
}

// workerPort is a Web Worker as the page sees it.
type workerPort struct {
	worker    js.Value
	onMessage js.Func // never released: a message may still be under way when the worker is ended
}

func (p *workerPort) Send(msg string) { p.worker.Call("postMessage", msg) }

func (p *workerPort) Close() { p.worker.Call("terminate") }
