package ui

import (
	"testing"
	"time"

	"github.com/coconut-page/coconut/reasoner"
)

// fakeEnv is Vugu's lock, which says how often a render was asked for.
type fakeEnv struct {
	locked  bool
	renders int
}

func (e *fakeEnv) Lock()         { e.locked = true }
func (e *fakeEnv) UnlockOnly()   { e.locked = false }
func (e *fakeEnv) UnlockRender() { e.locked = false; e.renders++ }
func (e *fakeEnv) RLock()        {}
func (e *fakeEnv) RUnlock()      {}

// lockChecker is a listener that wants the lock held.
type lockChecker struct {
	env   *fakeEnv
	heard []string
}

func (l *lockChecker) hear(what string) {
	if !l.env.locked {
		what += ", unlocked"
	}
	l.heard = append(l.heard, what)
}

func (l *lockChecker) OnProgress(done, total int64) { l.hear("progress") }
func (l *lockChecker) OnReady(Info)                 { l.hear("ready") }
func (l *lockChecker) OnStep(reasoner.Step)         { l.hear("step") }
func (l *lockChecker) OnResult(*reasoner.Result)    { l.hear("result") }
func (l *lockChecker) OnStopped()                   { l.hear("stopped") }
func (l *lockChecker) OnForgotten(string)           { l.hear("forgotten") }
func (l *lockChecker) OnLap(Lap)                    { l.hear("lap") }
func (l *lockChecker) OnTally([]BatchItem)          { l.hear("tally") }
func (l *lockChecker) OnDone()                      { l.hear("done") }
func (l *lockChecker) OnFailed(Failure)             { l.hear("failed") }

func TestRerender(t *testing.T) {
	env := &fakeEnv{}
	inner := &lockChecker{env: env}
	l := Rerender(env, inner)
	for i, tt := range []struct {
		want string
		call func()
	}{
		{"progress", func() { l.OnProgress(1, 2) }},
		{"ready", func() { l.OnReady(Info{}) }},
		{"result", func() { l.OnResult(nil) }},
		{"stopped", l.OnStopped},
		{"forgotten", func() { l.OnForgotten("") }},
		{"lap", func() { l.OnLap(Lap{}) }},
		{"tally", func() { l.OnTally(nil) }},
		{"done", l.OnDone},
		{"failed", func() { l.OnFailed(Failure{}) }},
	} {
		tt.call()
		if len(inner.heard) != i+1 || inner.heard[i] != tt.want || env.renders != i+1 || env.locked {
			t.Errorf("%s: the listener heard %q under the lock, %d renders, locked after it %t", tt.want, inner.heard, env.renders, env.locked)
		}
	}
	renders := env.renders
	l.OnStep(reasoner.Step{})
	if inner.heard[len(inner.heard)-1] != "step" || env.renders != renders || env.locked {
		t.Errorf("a step: the listener heard %q, %d renders; want none for a single step", inner.heard, env.renders-renders)
	}
	l.(*rerender).step = time.Now().Add(-stepEvery)
	l.OnStep(reasoner.Step{})
	if env.renders != renders+1 || env.locked {
		t.Errorf("a step long after the first: %d renders, want one", env.renders-renders)
	}
}
