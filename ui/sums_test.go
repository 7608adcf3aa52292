package ui

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// sumsState has the answer to a word problem, with other words in place of what some thoughts should hold.
func sumsState(t *testing.T, others map[int]string) *page.State {
	t.Helper()
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.SumsInfo())
	s.Edit(uitest.Problem)
	s.Ask()
	s.OnResult(uitest.SumsResult(19, others))
	return s
}

// TestRenderSumsBefore: a word problem is drawn before it is asked, what is not needed is greyed, and the page says
// what the answer fetches.
func TestRenderSumsBefore(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.SumsInfo())
	s.Edit(uitest.Problem)
	html := render(t, &Graph{State: s})
	wantHTML(t, html, "The facts, drawn", "An arrow leads from a number", ">= 4<", ">= Ann + 3<",
		">= 2 × Ben<", ">Ben<", ">Cleo: ?<",
		`class="node out idle"`, ">not needed<", "4 numbers, and an arrow")
	wantNoHTML(t, html, `id="edit"`, `id="play"`, "away")
	wantHTML(t, render(t, &Answer{State: s}), ">Ask this question (812 kB to fetch)<")
	wantHTML(t, render(t, &Form{State: s}), "Another model answers such questions: 812 kB to fetch, once.",
		`max="19"`, ">19</output>", "Everyday numbers", "Word problems")
	wantHTML(t, render(t, &Scene{State: s, N: page.SceneNumbers}), `id="numbers"`, "Watch it compute", "812 kB",
		"How many apples does Cleo have?")
}

// TestRenderSums: each quantity shows what its thoughts hold, and a sentence says it of each thought.
func TestRenderSums(t *testing.T) {
	s := sumsState(t, nil)
	s.SetK(5)
	html := render(t, &Graph{State: s})
	wantHTML(t, html, "The numbers inside the thoughts", "Thought 5: Ben has 7 apples.", ">Ann: 4<", ">Ben: 7<", ">Cleo: ?<", `fill-opacity="1.000"`, `fill-opacity="0.35"`)
	if n := strings.Count(html, `class="ring"`); n != 1 {
		t.Errorf("%d quantities are outlined", n)
	}
	wantHTML(t, render(t, &Closer{Graph{State: s}}), "what this thought is about", "not needed")
	wantNoHTML(t, render(t, &Closer{Graph{State: s}}), "Colour shows", "exact search")
	html = render(t, &Answer{State: s})
	wantHTML(t, html, "Thought 1 asks how many apples Ben has.", "Thought 3: Ann has 4 apples.",
		"Thought 6 goes on with Cleo.",
		`class="story-line decisive">Thought 7: Cleo has 14 apples.`, "After that, the answer stands.", ">Make it hard<",
		">Change the number in thought 5<")
	wantNoHTML(t, html, "Thought 9", "fetch")
	s.SetK(12)
	wantHTML(t, render(t, &Answer{State: s}), `aria-current="true" class="story-line late">After that, the answer stands.`)
	s.SetK(1)
	wantHTML(t, render(t, &Graph{State: s}), ">Ben: ?<")
	s.Toggle("inside")
	html = render(t, &Inside{Graph{State: s}})
	wantHTML(t, html, `class="cell frontier"`)
	wantNoHTML(t, html, "cosine", "had it to speak")
	s.Toggle("thoughts")
	wantNoHTML(t, render(t, &Thoughts{State: s}), "away", "search")
}

// TestRenderSumsAstray: a wrong number is marked as such, and the sentence says which would be right.
func TestRenderSumsAstray(t *testing.T) {
	s := sumsState(t, map[int]string{5: "8", 6: "Dan"})
	s.SetK(5)
	html := render(t, &Graph{State: s})
	wantHTML(t, html, "Thought 5 holds 8; 7 would be right.", `class="node path astray"`, ">Ben: 8<")
	s.SetK(6)
	wantHTML(t, render(t, &Graph{State: s}), "Thought 6 holds Dan; Cleo would be right.")
}

// TestRenderSumsBreak: the experiments of word problems have no facts to edit, state what came of many, and say whether
// the answer followed.
func TestRenderSumsBreak(t *testing.T) {
	s := sumsState(t, nil)
	c := &WhatIf{State: s}
	html := render(t, c)
	wantHTML(t, html, "in 125 (36.2 to 47.3 %)", "281 right answers", "exchange the number in a thought")
	wantNoHTML(t, html, "edit one fact", "put another word")
	s.Break(5)
	after := uitest.SumsResult(19, nil)
	after.Answer, after.Verdict = s.WhatIf.Follows, "wrong"
	s.OnResult(after)
	wantHTML(t, render(t, c), "in place of “7” in thought 5", "follows from the other number",
		"Right would be: Cleo has 14 apples.")
	s.Break(5)
	s.OnResult(uitest.SumsResult(19, nil))
	wantHTML(t, render(t, c), "would follow from what was put in. The model did not answer so.")
	s.StartStudy()
	s.OnTally([]engine.BatchItem{{Verdict: "right", Answer: "a"},
		{Verdict: "right", Answer: "a", Condition: "patchmatched"}})
	s.OnDone()
	html = render(t, c)
	wantHTML(t, html, "Its own, the right number put in", "should follow the number", ">control<")
	wantNoHTML(t, html, "facts that can be edited")
}
