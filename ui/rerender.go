package ui

import (
	"time"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/reasoner"
)

// Rerender passes an engine's calls on to l under Vugu's lock and asks for a render after each: what Vugu wants for every change that
// does not come from a DOM event.
func Rerender(env vugu.EventEnv, l Listener) Listener { return &rerender{env: env, l: l} }

type rerender struct {
	env  vugu.EventEnv
	l    Listener
	step time.Time // since when steps wait for a render
}

// stepEvery bounds how often the page is rendered for a step. A question takes some milliseconds, less than a render, so that the page
// would be busy with its steps long after it is answered.
const stepEvery = 100 * time.Millisecond

func (r *rerender) locked(f func()) {
	r.env.Lock()
	defer r.env.UnlockRender()
	r.step = time.Time{}
	f()
}

func (r *rerender) OnProgress(done, total int64) { r.locked(func() { r.l.OnProgress(done, total) }) }
func (r *rerender) OnReady(info Info)            { r.locked(func() { r.l.OnReady(info) }) }

func (r *rerender) OnStep(s reasoner.Step) {
	if !r.step.IsZero() && time.Since(r.step) >= stepEvery {
		r.locked(func() { r.l.OnStep(s) })
		return
	}
	if r.step.IsZero() {
		r.step = time.Now()
	}
	r.env.Lock()
	defer r.env.UnlockOnly()
	r.l.OnStep(s)
}

func (r *rerender) OnResult(res *reasoner.Result) { r.locked(func() { r.l.OnResult(res) }) }
func (r *rerender) OnStopped()                    { r.locked(r.l.OnStopped) }
func (r *rerender) OnForgotten(problem string)    { r.locked(func() { r.l.OnForgotten(problem) }) }
func (r *rerender) OnLap(l Lap)                   { r.locked(func() { r.l.OnLap(l) }) }
func (r *rerender) OnTally(items []BatchItem)     { r.locked(func() { r.l.OnTally(items) }) }
func (r *rerender) OnDone()                       { r.locked(r.l.OnDone) }
func (r *rerender) OnFailed(f Failure)            { r.locked(func() { r.l.OnFailed(f) }) }
