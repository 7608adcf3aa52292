package ui

import (
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// TestRenderStudy: a bar for each way of changing the thoughts, with its interval; nothing is empty before the first
// answer.
func TestRenderStudy(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Edit("Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?")
	s.Ask()
	r := uitest.GraphResult(s.Question)
	r.Candidates = []string{"tree", "pet"}
	s.OnResult(r)
	c := &WhatIf{State: s}
	wantNoHTML(t, render(t, c), "study-table", `id="study-stop" type="button" class="quiet" aria-disabled="false"`)
	s.StartStudy()
	html := render(t, c)
	wantHTML(t, html, `id="study-stop" type="button" class="quiet" aria-disabled="false"`, "0 of 100 questions", "Fed for its thoughts")
	wantNoHTML(t, html, `width=""`, `x1=""`)
	s.OnTally([]engine.BatchItem{
		{Verdict: "right", Answer: "a"}, {Verdict: "right", Answer: "a", Condition: "matched", Predicted: "a"},
		{Verdict: "wrong", Answer: "b", Condition: "unmatched", Predicted: "b"},
	})
	s.OnDone()
	html = render(t, c)
	wantHTML(t, html, "1 of 1", "21 to 100 %", `class="matched"`, `x1="21%"`, "followed the edit in 1 of 1")
}

// TestRenderScenes: a scene shows the steps that were written and the verdict, and no scene is there without its model.
func TestRenderScenes(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	wantNoHTML(t, render(t, &Scene{State: s, N: page.SceneControl}), "<section")
	c := &Scene{State: s, N: page.SceneWords}
	wantHTML(t, render(t, c), `id="words"`, "600 kB", "Let it write")
	s.PlayScene(page.SceneWords)
	r := uitest.Result()
	r.Question, r.Answer, r.Verdict = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or cat?",
		"Tom is a pet.", tasks.Malformed
	r.Chain = uitest.Links("Tom", "cat", "pet")
	s.OnResult(r)
	html := render(t, c)
	wantHTML(t, html, "Every cat is a pet", "Tom is a pet.", "Not an answer.")
	wantNoHTML(t, html, "600 kB")
}
