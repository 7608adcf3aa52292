//go:build js && wasm

// Command wasm is the façade in a web page: the page gets a function reason(question, onStep), which returns a promise
// of the answer and calls onStep with every step. From this folder:
//
//	GOOS=js GOARCH=wasm go build -o main.wasm .
//	cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" . && cp -r ../../weights/models/prosqa-coconut model
//	python3 -m http.server    # or any other file server; then open http://127.0.0.1:8000
package main

import (
	"context"
	"syscall/js"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights"
)

func main() {
	source := weights.Retry(weights.Fetch(js.Global().Get("folder").String()))
	model, err := coconut.OpenSource(context.Background(), source)
	if err != nil {
		panic(err)
	}
	js.Global().Set("reason", js.FuncOf(func(_ js.Value, args []js.Value) any { return promise(model, args[0], args[1]) }))
	js.Global().Call("ready", model.Info().Name)
	select {}
}

// promise answers a question in a goroutine: a callback itself must not wait.
func promise(model *coconut.Model, question, onStep js.Value) js.Value {
	executor := js.FuncOf(func(_ js.Value, args []js.Value) any {
		go func() {
			if answer, err := reason(model, question.String(), onStep); err != nil {
				args[1].Invoke(js.Global().Get("Error").New(err.Error()))
			} else {
				args[0].Invoke(answer)
			}
		}()
		return nil
	})
	defer executor.Release()
	return js.Global().Get("Promise").New(executor)
}

func reason(model *coconut.Model, question string, onStep js.Value) (answer string, err error) {
	for step, err := range model.Reason(context.Background(), question, coconut.TopK(1)) {
		if err != nil {
			return "", err
		}
		if len(step.Top) > 0 {
			onStep.Invoke(step.Kind, step.Index, step.Top[0].Token)
		}
		if step.Kind == "token" {
			answer += step.Token + " "
		}
	}
	return answer, nil
}
