package ui

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// TestRenderMicroscope: beside the drawing stands the shown thought, which is the state before the step that it was fed
// to.
func TestRenderMicroscope(t *testing.T) {
	s, _ := newState(t)
	s.Edit("Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?")
	s.Load()
	s.OnReady(uitest.Info)
	s.Ask()
	s.OnResult(uitest.GraphResult(s.Question))
	s.SetK(0)
	html := render(t, &Microscope{State: s})
	wantHTML(t, html, "Before the first thought", "No thought has been fed back yet")
	wantNoHTML(t, html, `id="mind"`, `id="near"`)

	s.SetK(1)
	html = render(t, &Microscope{State: s})
	wantHTML(t, html, "Thought 1, read as words",
		`<li class="cell"><span class="token" lang="en">pet</span> <span class="percent">60 %`,
		`<li class="cell frontier"><span class="token" lang="en">cat</span> <span class="percent">20 %`,
		"truly 1 fact away", "With the words truly 1 fact away: 0.50 to 0.50. With all other words: -0.50 to 0.25.")
	for _, lane := range []struct {
		class, label string
		dots         int
	}{
		{"near-lane frontier", "truly 1 fact away", 1}, {"near-lane", "at another distance", 2},
		{"near-lane out", "not reached", 2},
	} {
		_, rest, _ := strings.Cut(html, `<g class="`+lane.class+`">`)
		lanes, _, _ := strings.Cut(rest, "</g>")
		if !strings.Contains(lanes, lane.label) || strings.Count(lanes, "h0") != lane.dots {
			t.Errorf("%s: %q; want %d dots", lane.label, lanes, lane.dots)
		}
	}

	s.SetK(2) // whose thought came without its words and cosines
	html = render(t, &Microscope{State: s})
	wantHTML(t, html, "Thought 2, read as words")
	wantNoHTML(t, html, `id="mind"`, `id="near"`)
}

func TestNearX(t *testing.T) {
	for _, tt := range []struct {
		cosine float64
		want   int
	}{
		{-0.25, nearLeft}, {-1, nearLeft}, {0, nearLeft + nearWidth/4},
		{0.75, nearLeft + nearWidth}, {1, nearLeft + nearWidth},
	} {
		if got := nearX(tt.cosine); got != tt.want {
			t.Errorf("nearX(%v) = %d, want %d", tt.cosine, got, tt.want)
		}
	}
}
