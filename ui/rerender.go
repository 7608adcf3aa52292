package ui

import (
	"time"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
)

// Rerender passes the calls of an engine on to l under Vugu's lock and asks for a render after each. Vugu needs that
// for every change that does not come from a DOM event.
func Rerender(env vugu.EventEnv, l engine.Listener) engine.Listener { return &rerender{env: env, l: l} }

type rerender struct {
	env  vugu.EventEnv
	l    engine.Listener
	late *time.Timer // will render what came in meanwhile; nil when nothing has. Guarded by env's lock
}

// renderEvery bounds how often the page is rendered for frequent events: steps, and bytes of a download. A question
// takes some milliseconds, less than a render, so the page would be busy with its steps long after the answer.
const renderEvery = 100 * time.Millisecond

// locked passes a call on and has the page rendered.
func (r *rerender) locked(f func()) {
	r.env.Lock()
	defer r.env.UnlockRender()
	if r.late != nil {
		r.late.Stop()
		r.late = nil
	}
	f()
}

// soon passes a call on and has the page rendered a little later, once for all such calls until then.
func (r *rerender) soon(f func()) {
	r.env.Lock()
	defer r.env.UnlockOnly()
	f()
	if r.late == nil {
		r.late = time.AfterFunc(renderEvery, func() { r.locked(func() {}) })
	}
}

func (r *rerender) OnProgress(p engine.Progress)     { r.soon(func() { r.l.OnProgress(p) }) }
func (r *rerender) OnStep(s reasoner.Step)           { r.soon(func() { r.l.OnStep(s) }) }
func (r *rerender) OnOpened(info engine.Info)        { r.locked(func() { r.l.OnOpened(info) }) }
func (r *rerender) OnReady(info engine.Info)         { r.locked(func() { r.l.OnReady(info) }) }
func (r *rerender) OnResult(res *reasoner.Result)    { r.locked(func() { r.l.OnResult(res) }) }
func (r *rerender) OnStopped()                       { r.locked(r.l.OnStopped) }
func (r *rerender) OnForgotten(problem string)       { r.locked(func() { r.l.OnForgotten(problem) }) }
func (r *rerender) OnStanding(l engine.Standing)     { r.soon(func() { r.l.OnStanding(l) }) }
func (r *rerender) OnTally(items []engine.BatchItem) { r.locked(func() { r.l.OnTally(items) }) }
func (r *rerender) OnDone()                          { r.locked(r.l.OnDone) }
func (r *rerender) OnFailed(f engine.Failure)        { r.locked(func() { r.l.OnFailed(f) }) }
