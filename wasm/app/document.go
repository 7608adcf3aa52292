//go:build js && wasm

package main

import (
	"slices"
	"syscall/js"

	"github.com/coconut-page/coconut/ui/page"
)

// document writes what Vugu leaves alone (see package ui): the question box, the marks over it and the three live
// regions, each only when it changed.
type document struct {
	question, status, alert, network   js.Value
	marks                              js.Value
	boxVersion                         int
	statusText, alertText, networkText string
	marked                             []page.Piece
}

func newDocument() *document { return &document{} }

// sync follows a render.
func (d *document) sync(s *page.State) {
	if d.question.IsUndefined() {
		d.find()
	}
	if text, version := s.Box(); version != d.boxVersion {
		d.question.Set("value", text)
		d.boxVersion = version
	}
	d.mark(s.Marked())
	if m := s.TakeMark(); m != nil { // before the alert is read out: what it speaks of is selected by then
		d.question.Call("focus")
		d.question.Call("setSelectionRange", m.Start, m.End)
	}
	setText(d.status, &d.statusText, s.Status)
	setText(d.alert, &d.alertText, s.Alert)
	setText(d.network, &d.networkText, s.Network())
	if node := s.TakeFocus(); node >= 0 {
		if e := js.Global().Get("document").Call("querySelectorAll", "#graph .node").Index(node); e.Truthy() {
			e.Call("focus")
		}
	}
	if s.TakeReveal() {
		reveal()
	}
	if id := s.TakePlace(); id != "" {
		js.Global().Get("document").Call("getElementById", id).Call("scrollIntoView")
	}
	if f := s.TakeDownload(); f != nil {
		save(f)
	}
}

// find looks the elements up once: they have no vg-if, so Vugu keeps them.
func (d *document) find() {
	byID := func(id string) js.Value { return js.Global().Get("document").Call("getElementById", id) }
	d.question, d.marks = byID("question"), byID("marks")
	d.status, d.alert, d.network = byID("status"), byID("alert"), byID("network")
	d.question.Call("addEventListener", "scroll", js.FuncOf(func(js.Value, []js.Value) any {
		d.follow()
		return nil
	}))
}

// mark underlines the sentences in the box that cannot be read, on the copy of its text that lies over it.
func (d *document) mark(pieces []page.Piece) {
	if slices.Equal(pieces, d.marked) {
		return
	}
	d.marked = pieces
	nodes := make([]any, len(pieces))
	for i, p := range pieces {
		nodes[i] = p.Text
		if p.Bad {
			mark := js.Global().Get("document").Call("createElement", "mark")
			mark.Set("textContent", p.Text)
			nodes[i] = mark
		}
	}
	d.marks.Call("replaceChildren", nodes...)
	d.follow()
}

// follow scrolls the copy to where the box is.
func (d *document) follow() { d.marks.Set("scrollTop", d.question.Get("scrollTop")) }

// reveal scrolls to the drawing of a new answer, unless that begins in the upper half of the window. Without this the
// search would play where nobody sees it.
func reveal() {
	stage := js.Global().Get("document").Call("getElementById", "stage")
	top := stage.Call("getBoundingClientRect").Get("top").Float()
	if top < 0 || top > js.Global().Get("innerHeight").Float()/2 {
		stage.Call("scrollIntoView", map[string]any{"block": "start"})
	}
}

// save gives the visitor a file.
func save(f *page.Download) {
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
