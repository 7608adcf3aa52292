//go:build js && wasm

// Command npm is the engine of the npm package coconut-page: the program in the Web Worker of one model, which is of a
// task or a language model. index.js talks to it as docs/protocol.md says. It has no converters, so that it is small.
package main

import (
	"runtime/debug"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/engine/code"
	"github.com/coconut-page/coconut/engine/inner"
	"github.com/coconut-page/coconut/wasm/internal/worker"
	"github.com/coconut-page/coconut/weights"
)

func main() {
	debug.SetGCPercent(worker.GarbagePercent)
	worker.Help()
	server.Load = load
	worker.Serve(server)
}

// server answers the page.
var server = &engine.Server{Forget: weights.DeleteModelCache, Extend: new(inner.Sessions).Serve, Code: code.Of}
