// Command engine is our side of the benchmark: the runtime without a tokenizer. In a page bench/page/ours.js drives it,
// and it is built for every kernel variant, like the page's program; natively it is a program by itself.
package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// engine holds the model and the session being measured.
type engine struct {
	model   *runtime.Model
	session *runtime.Session
}

func (e *engine) load(ctx context.Context, src weights.Source, threads int) error {
	store, err := weights.Open(ctx, src)
	if err != nil {
		return err
	}
	if e.model, err = runtime.Open(ctx, store, nil); err == nil {
		e.model.SetThreads(threads)
		err = e.model.Wait()
	}
	if err != nil {
		return err
	}
	debug.FreeOSMemory()
	return nil
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
