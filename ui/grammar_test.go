package ui

import (
	"regexp"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// TestArticles: wherever the page puts a word into a sentence of its own, the article is the word's.
func TestArticles(t *testing.T) {
	wrong := regexp.MustCompile(`\b(a (animal|impus|owl|idea)|an (cat|unicorn))\b`)
	const asked = "Every cat is an animal. Tom is a cat. Every animal is an impus. Rex is an owl. Is Tom an owl or impus?"
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	for _, typed := range []string{asked, regexp.MustCompile(`\ban\b`).ReplaceAllString(asked, "a")} {
		s.Edit(typed)
		s.Ask()
		r := uitest.GraphResult(typed)
		r.Answer, r.Expected, r.Candidates = "Tom is an impus.", "Tom is an impus.", []string{"owl", "impus"}
		r.Chain = uitest.Links("Tom", "cat", "animal", "impus")
		s.OnResult(r)
		html := render(t, &Details{State: s})
		wantHTML(t, html, "Every cat is an animal", "Every animal is an impus")
		s.WhatIf.Kind = page.WhatIfEdge
		html += render(t, &WhatIf{State: s})
		s.StartWhatIf()
		html += s.Status
		s.OnResult(r)
		s.StartRace()
		s.OnStanding(engine.Standing{Model: "prosqa-cot", Result: r})
		s.OnDone()
		race := render(t, &RaceTable{State: s})
		wantHTML(t, race, "Tom is an impus.") // by the rule of thumb, too
		if found := wrong.FindAllString(html+race, -1); len(found) > 0 {
			t.Errorf("%q: the page says %q", typed, found)
		}
		s.ToggleEditor()
		s.Activate("cat")
		s.AddWord("idea")
		if found := wrong.FindAllString(s.Question+s.Editor.Message, -1); len(found) > 0 ||
			!strings.Contains(s.Question, "Every cat is an idea.") {
			t.Errorf("edited, the question has %q: %s (%s)", found, s.Question, s.Editor.Message)
		}
		s.ToggleEditor()
	}
}
