//go:build js && wasm

// Command app is the program in the page. One .wasm file serves both sides: run by page.js, where there is a document,
// it shows the page; run by worker.js, in a Web Worker, it loads the model and answers. So the visitor downloads it
// once, and the browser compiles it once: page.js posts the compiled module over.
package main

import "syscall/js"

// modelName is the model that the page loads.
const modelName = "prosqa-coconut"

func main() {
	if js.Global().Get("document").Truthy() {
		runPage()
		return
	}
	runWorker()
}
