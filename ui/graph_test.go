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
	wantHTML(t, html, "The facts as a graph", `data-word="cat"`, "5 words and 3 facts")
	// What would spoil the question.
	wantNoHTML(t, html, `id="k"`, "ring\"", "edge path", "node path", "shortest chain")
	s.OnResult(uitest.Result())
	s.Still = true
	s.Ask()
	s.OnResult(uitest.GraphResult(question))
	s.SetK(1)
	html = render(t, &Graph{State: s})
	wantHTML(t, html, "The search inside", `class="ring"`, `fill-opacity="0.949"`,
		"After 1 thought a step, if it wrote one, would begin with cat (90 %).",
		`class="edge path"`, `class="edge out"`, `class="node out candidate"`, "70 %")
	s.Colour = page.ColourHeld
	wantHTML(t, render(t, &Graph{State: s}), "Thought 1 holds pet (60 %), cat (20 %).", `fill-opacity="0.775"`)
	s.SetK(0)
	wantHTML(t, render(t, &Graph{State: s}), "nothing in mind yet")
	s.Colour = page.ColourSpoken
	s.SetK(2)
	wantHTML(t, render(t, &Graph{State: s}),
		"it would answer at once (95 %); a step, if it wrote one, would begin with none of these words.")
	s.Edit(question + " ")
	wantNoHTML(t, render(t, &Graph{State: s}), `id="k"`, "ring\"")
	s.Edit("No.")
	wantNoHTML(t, render(t, &Graph{State: s}), "<svg")
}
