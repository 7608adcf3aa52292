package main

import (
	"context"
	"runtime/debug"
	"syscall/js"
	"time"

	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

// garbage is how much the heap may grow before a collection, in percent: a model is one large live heap, and the
// default of 100 would let it double.
const garbage = 10

func main() {
	debug.SetGCPercent(garbage)
	e := &engine{}
	api := js.Global().Get("Object").New()
	api.Set("load", js.FuncOf(func(_ js.Value, args []js.Value) any {
		done, fail := args[1], args[2]
		go func() {
			if err := e.load(context.Background(), weights.Fetch(args[0].String()), 1); err != nil {
				fail.Invoke(err.Error())
				return
			}
			done.Invoke(simd.Variant())
		}()
		return nil
	}))
	for name, run := range map[string]func(n int) error{"prefill": e.prefill, "decode": e.decode, "think": e.think} {
		api.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			start := time.Now()
			if err := run(args[0].Int()); err != nil {
				panic(err)
			}
			return float64(time.Since(start).Microseconds()) / 1000
		}))
	}
	api.Set("kernels", js.FuncOf(func(js.Value, []js.Value) any {
		rates := js.Global().Get("Object").New()
		for name, v := range kernels() {
			rates.Set(name, v)
		}
		return rates
	}))
	api.Set("reading", js.FuncOf(func(js.Value, []js.Value) any { return reading() }))
	js.Global().Get("started").Invoke(api)
	select {}
}
