package ui

import (
	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/reasoner"
)

// Rerender passes an engine's calls on to l under Vugu's lock and asks for a render after each: what Vugu wants for every change that
// does not come from a DOM event.
func Rerender(env vugu.EventEnv, l Listener) Listener { return &rerender{env, l} }

type rerender struct {
	env vugu.EventEnv
	l   Listener
}

func (r *rerender) locked(f func()) {
	r.env.Lock()
	defer r.env.UnlockRender()
	f()
}

func (r *rerender) OnProgress(done, total int64)  { r.locked(func() { r.l.OnProgress(done, total) }) }
func (r *rerender) OnReady(info Info)             { r.locked(func() { r.l.OnReady(info) }) }
func (r *rerender) OnStep(s reasoner.Step)        { r.locked(func() { r.l.OnStep(s) }) }
func (r *rerender) OnResult(res *reasoner.Result) { r.locked(func() { r.l.OnResult(res) }) }
func (r *rerender) OnStopped()                    { r.locked(r.l.OnStopped) }
func (r *rerender) OnForgotten(problem string)    { r.locked(func() { r.l.OnForgotten(problem) }) }
func (r *rerender) OnFailed(f Failure)            { r.locked(func() { r.l.OnFailed(f) }) }
