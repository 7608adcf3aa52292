package main

import (
	"context"
	"encoding/json"
	"syscall/js"

	"github.com/coconut-page/coconut/weights"
)

func main() {
	a, ctx := new(asker), context.Background()
	api := js.Global().Get("Object").New()
	api.Set("load", promised(func(url string) (string, error) { return "", a.load(ctx, weights.Fetch(url)) }))
	api.Set("ask", promised(func(questions string) (string, error) {
		var list []string
		if err := json.Unmarshal([]byte(questions), &list); err != nil {
			return "", err
		}
		answers, err := a.ask(ctx, list)
		if err != nil {
			return "", err
		}
		text, err := json.Marshal(answers)
		return string(text), err
	}))
	js.Global().Get("started").Invoke(api)
	select {}
}

// promised is a function (text, done, fail) that calls one of the two with a text.
func promised(run func(text string) (string, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		go func() {
			if result, err := run(args[0].String()); err != nil {
				args[2].Invoke(err.Error())
			} else {
				args[1].Invoke(result)
			}
		}()
		return nil
	})
}
