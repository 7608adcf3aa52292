package ui

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// TestRenderStory: beside the drawing stands a sentence for each thought, those after the decisive one are greyed, and
// those that the play has not come to yet are hidden.
func TestRenderStory(t *testing.T) {
	const question = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.Info)
	s.Edit(question)
	s.Ask()
	r := uitest.GraphResult(question)
	late := r.Steps[2]
	late.Index = 2
	r.Thoughts, r.Steps = 3, append(r.Steps[:3:3], late, r.Steps[3])
	s.OnResult(r)
	html := render(t, &Answer{State: s})
	wantHTML(t, html, `class="story-line ahead"`, `class="story-line decisive ahead"`, `class="story-line late ahead"`,
		"Tom is a cat. Every cat is a pet. Eva is a tree.",
		`<strong lang="en">Is Tom a tree or pet?</strong>`, ">Make it hard</button>")
	for s.Playing {
		s.Tick()
	}
	if s.K != 2 {
		t.Errorf("the play rests on thought %d; want 2, the first that holds the answer for good", s.K)
	}
	html = render(t, &Answer{State: s})
	wantHTML(t, html, "Thought 1 holds pet and cat at once.", `class="story-line decisive">Thought 2 arrives at pet, the answer.`,
		`class="story-line late">Thought 3: the answer stands.`, `aria-current="true"`)
	if strings.Contains(html, "ahead") {
		t.Errorf("the play has ended, and something is hidden:\n%s", html)
	}
	s.Edit(question + " ")
	wantNoHTML(t, render(t, &Answer{State: s}), `id="story"`)
	wantHTML(t, render(t, &Answer{State: s}), ">Ask this question</button>")
}

// TestScenesWait: while the models are on their way the first scene has its place, and none can be played.
func TestScenesWait(t *testing.T) {
	s, e := newState(t)
	s.Load()
	wantHTML(t, render(t, &Scene{State: s, N: page.SceneWords}), "Words that go astray", `aria-disabled="true"`)
	wantNoHTML(t, render(t, &Scene{State: s, N: page.SceneControl}), "<h2")
	for n := range sceneWords {
		s.PlayScene(page.Scene(n))
	}
	if s.Busy() || len(e.Asks) > 0 {
		t.Errorf("without models a scene was asked: %+v", e.Asks)
	}
	info := uitest.Info
	info.Models = nil
	s.OnReady(info)
	wantNoHTML(t, render(t, &Scene{State: s, N: page.SceneWords}), "<h2")
}
