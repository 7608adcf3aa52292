package ui

import (
	"strings"
	"testing"
)

func TestRenderEditor(t *testing.T) {
	s, _ := newState(t)
	s.Edit("Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?")
	s.ToggleEditor()
	html := render(t, &Graph{State: s})
	wantHTML(t, html, `role="group"`, `role="button"`, `id="new-word"`, "Drag from one word")
	if n := strings.Count(html, `tabindex="0"`); n != 1 {
		t.Errorf("%d nodes are reached by Tab, want one", n)
	}
	s.Activate("cat")
	wantHTML(t, render(t, &Graph{State: s}), `class="node path selected"`, `aria-pressed="true"`, "cat is selected")
	s.ToggleEditor()
	html = render(t, &Graph{State: s})
	wantHTML(t, html, `role="img"`)
	wantNoHTML(t, html, "tabindex", "aria-pressed", `id="new-word"`)
}
