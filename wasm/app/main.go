//go:build js && wasm

// Command app is the program in the page. One .wasm file serves both sides: run by page.js, where there is a document,
// it shows the page; run by worker.js, in a Web Worker, it loads the model and answers. So the visitor downloads it
// once, and the browser compiles it once: page.js posts the compiled module over.
package main

import "syscall/js"

// modelsURL is where the models lie, relative to the page and to worker.js beside it; modelName is the one that the
// page loads.
const (
	modelsURL = "models/"
	modelName = "prosqa-coconut"
)

func main() {
	if js.Global().Get("document").Truthy() {
		runPage()
		return
	}
	runWorker()
}
