package ui

import (
	"testing"

	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

func TestRenderGraph(t *testing.T) {
	s, _ := runningState(t)
	const question = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"
	s.Edit(question)
	html := render(t, &Graph{State: s})
	wantHTML(t, html, "The facts, drawn", `data-word="cat"`, "5 words and 3 facts")
	// What would spoil the question.
	wantNoHTML(t, html, `id="k"`, "ring\"", "edge path", "node path", "shortest chain")
	s.OnResult(uitest.Result())
	s.Still = true
	s.Ask()
	s.OnResult(uitest.GraphResult(question))
	s.SetK(1)
	s.Colour = page.ColourSpoken
	html = render(t, &Graph{State: s})
	wantHTML(t, html, "The search inside", `class="ring"`, `fill-opacity="0.949"`,
		"After 1 thought, it would go on to write cat.",
		`class="edge path"`, `class="edge out"`, `class="node out candidate"`, "90 %")
	s.Colour = page.ColourHeld
	wantHTML(t, render(t, &Graph{State: s}), "Thought 1 holds pet and cat at once.", `fill-opacity="0.775"`)
	s.SetK(0)
	wantHTML(t, render(t, &Graph{State: s}), "Now it thinks, without words.")
	s.Colour = page.ColourSpoken
	s.SetK(2)
	wantHTML(t, render(t, &Graph{State: s}), "After 2 thoughts, it would answer at once.")
	s.Edit(question + " ")
	wantNoHTML(t, render(t, &Graph{State: s}), `id="k"`, "ring\"")
	s.Edit("No.")
	wantNoHTML(t, render(t, &Graph{State: s}), "<svg")
}
