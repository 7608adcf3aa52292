//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/coconut-page/coconut/ui"
)

// document writes what Vugu leaves alone (see package ui): the question box and the three live regions, each only when it changed.
type document struct {
	question, status, alert, network   js.Value
	boxVersion                         int
	statusText, alertText, networkText string
}

func newDocument() *document { return &document{} }

// sync follows a render.
func (d *document) sync(s *ui.State) {
	if d.question.IsUndefined() {
		d.find()
	}
	if text, version := s.Box(); version != d.boxVersion {
		d.question.Set("value", text)
		d.boxVersion = version
	}
	setText(d.status, &d.statusText, s.Status)
	setText(d.alert, &d.alertText, s.Alert)
	setText(d.network, &d.networkText, s.Network())
	if node := s.TakeFocus(); node >= 0 {
		if e := js.Global().Get("document").Call("querySelectorAll", "#graph .node").Index(node); e.Truthy() {
			e.Call("focus")
		}
	}
	if f := s.TakeDownload(); f != nil {
		save(f)
	}
	if m := s.TakeMark(); m != nil {
		d.question.Call("focus")
		d.question.Call("setSelectionRange", m.Start, m.End)
	}
}

// find looks the elements up once: they have no vg-if, so Vugu keeps them.
func (d *document) find() {
	byID := func(id string) js.Value { return js.Global().Get("document").Call("getElementById", id) }
	d.question, d.status, d.alert, d.network = byID("question"), byID("status"), byID("alert"), byID("network")
}

// save gives the visitor a file.
func save(f *ui.Download) {
	blob := js.Global().Get("Blob").New([]any{f.Data}, map[string]any{"type": "application/json"})
	url := js.Global().Get("URL")
	address := url.Call("createObjectURL", blob)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", address)
	link.Set("download", f.Name)
	link.Call("click")
	url.Call("revokeObjectURL", address)
}

func setText(element js.Value, last *string, text string) {
	if text != *last {
		element.Set("textContent", text)
		*last = text
	}
}
