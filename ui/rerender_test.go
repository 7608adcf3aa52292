package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/coconut-page/coconut/engine"
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

func (l *lockChecker) OnProgress(engine.Progress) { l.hear("progress") }
func (l *lockChecker) OnOpened(engine.Info)       { l.hear("opened") }
func (l *lockChecker) OnReady(engine.Info)        { l.hear("ready") }
func (l *lockChecker) OnStep(reasoner.Step)       { l.hear("step") }
func (l *lockChecker) OnResult(*reasoner.Result)  { l.hear("result") }
func (l *lockChecker) OnStopped()                 { l.hear("stopped") }
func (l *lockChecker) OnForgotten(string)         { l.hear("forgotten") }
func (l *lockChecker) OnStanding(engine.Standing) { l.hear("standing") }
func (l *lockChecker) OnTally([]engine.BatchItem) { l.hear("tally") }
func (l *lockChecker) OnDone()                    { l.hear("done") }
func (l *lockChecker) OnFailed(engine.Failure)    { l.hear("failed") }

func TestRerender(t *testing.T) {
	env := &fakeEnv{}
	inner := &lockChecker{env: env}
	l := Rerender(env, inner)
	for i, tt := range []struct {
		want string
		call func()
	}{
		{"opened", func() { l.OnOpened(engine.Info{}) }},
		{"ready", func() { l.OnReady(engine.Info{}) }},
		{"result", func() { l.OnResult(nil) }},
		{"stopped", l.OnStopped},
		{"forgotten", func() { l.OnForgotten("") }},
		{"tally", func() { l.OnTally(nil) }},
		{"done", l.OnDone},
		{"failed", func() { l.OnFailed(engine.Failure{}) }},
	} {
		tt.call()
		if len(inner.heard) != i+1 || inner.heard[i] != tt.want || env.renders != i+1 || env.locked {
			t.Errorf("%s: the listener heard %q under the lock, %d renders, locked after it %t", tt.want, inner.heard,
				env.renders, env.locked)
		}
	}
}

// TestRerenderSoon: what comes in numbers is heard at once and rendered together, and a render for another reason
// serves for it.
func TestRerenderSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env := &fakeEnv{}
		inner := &lockChecker{env: env}
		l := Rerender(env, inner)
		many := func() {
			for range 3 {
				l.OnProgress(engine.Progress{Done: 1, Total: 2})
				l.OnStep(reasoner.Step{})
				l.OnStanding(engine.Standing{})
			}
		}
		wait := func() { time.Sleep(2 * renderEvery); synctest.Wait() }
		many()
		if len(inner.heard) != 9 || env.renders != 0 || env.locked {
			t.Errorf("heard %q with %d renders; want all nine and none", inner.heard, env.renders)
		}
		wait()
		if env.renders != 1 || env.locked {
			t.Errorf("%d renders a while later, want one", env.renders)
		}
		many()
		l.OnDone()
		wait()
		if env.renders != 2 || env.locked {
			t.Errorf("%d renders, want one more for all that came with the end", env.renders)
		}
	})
}
