package ui

import (
	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
)

// TextListener is what hears from a worker that runs language models.
type TextListener interface {
	engine.Listener
	engine.TextListener
}

// RerenderText is Rerender for a listener that also hears of texts.
func RerenderText(env vugu.EventEnv, l TextListener) TextListener {
	return &rerenderText{rerender{env: env, l: l}, l}
}

type rerenderText struct {
	rerender
	text engine.TextListener
}

func (r *rerenderText) OnPrefill(p engine.Prefill)       { r.soon(func() { r.text.OnPrefill(p) }) }
func (r *rerenderText) OnThought(t engine.Thought)       { r.soon(func() { r.text.OnThought(t) }) }
func (r *rerenderText) OnToken(t engine.Token)           { r.soon(func() { r.text.OnToken(t) }) }
func (r *rerenderText) OnCompletion(c engine.Completion) { r.locked(func() { r.text.OnCompletion(c) }) }
func (r *rerenderText) OnNeed(n engine.Need)             { r.locked(func() { r.text.OnNeed(n) }) }
func (r *rerenderText) OnConverted(i engine.Info)        { r.locked(func() { r.text.OnConverted(i) }) }
