//go:build js && wasm

package worker

import (
	"runtime"
	"syscall/js"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/simd"
)

// Serve answers the page's messages until the page ends the worker. It sets the server's Send, Yield and
// Warm: when the program starts, an engine has not optimized the kernels yet that are measured.
func Serve(server *engine.Server) {
	server.Send, server.Yield, server.Warm = post, NewYield(), simd.Measure
	js.Global().Call("addEventListener", "message", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if data := args[0].Get("data"); data.Type() == js.TypeString {
			server.Receive(data.String())
		}
		return nil
	}))
	server.Hello()
	select {}
}

// GarbagePercent is how much garbage a program for language models lets there be beside what is in use, for
// debug.SetGCPercent. A model is most of the heap and stays. With the usual 100 the heap would grow to twice its size
// before the first garbage of its loading is collected, and WebAssembly never gives memory back.
const GarbagePercent = 15

func post(msg string) { js.Global().Call("postMessage", msg) }

// NewYield returns a function that waits for the next turn of the event loop. A message channel does that in some tens
// of microseconds; setTimeout would take 4 ms, once nested.
func NewYield() func() {
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

// Memory is what the Go program has taken from the browser, in bytes.
func Memory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}

// Online reports whether the browser has a network, as far as it knows.
func Online() bool { return js.Global().Get("navigator").Get("onLine").Bool() }
