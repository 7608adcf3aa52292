//go:build js

// Command engine is our side of the benchmark: the runtime without a tokenizer, driven by bench/page/ours.js. It is
// built for every kernel variant, like the page's program.
package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"syscall/js"
	"time"

	"github.com/coconut-page/coconut/runtime"
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
			if err := e.load(args[0].String()); err != nil {
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
	js.Global().Get("started").Invoke(api)
	select {}
}

// engine holds the model and the session being measured.
type engine struct {
	model   *runtime.Model
	session *runtime.Session
}

func (e *engine) load(url string) error {
	ctx := context.Background()
	store, err := weights.Open(ctx, weights.Fetch(url))
	if err != nil {
		return err
	}
	if e.model, err = runtime.Open(ctx, store, nil); err == nil {
		err = e.model.Wait()
	}
	if err != nil {
		return err
	}
	debug.FreeOSMemory()
	return e.prefill(1)
}

// prefill reads a prompt of n tokens and chooses the next one.
func (e *engine) prefill(n int) error {
	e.session = e.model.NewSession()
	prompt := make([]int, n)
	for i := range prompt {
		prompt[i] = 64 + i%26
	}
	if err := e.session.Prefill(prompt); err != nil {
		return err
	}
	_, err := e.session.Best()
	return err
}

// decode writes n tokens, greedily.
func (e *engine) decode(n int) error {
	for range n {
		token, err := e.session.Best()
		if err != nil {
			return err
		}
		if err := e.session.Step(token); err != nil {
			return err
		}
	}
	return nil
}

// think takes n latent steps.
func (e *engine) think(n int) error {
	for i := range n {
		if err := e.session.Think(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}
