package ui

import (
	"regexp"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// attribute finds the attributes of an HTML text.
var attribute = regexp.MustCompile(`="([^"]*)"`)

// FuzzPage shows the page with any text in its box, before and after an answer, wide and narrow, with its parts open:
// nothing of it ends the program, becomes markup, or makes an attribute so long that Vugu ends the program (16 KiB).
func FuzzPage(f *testing.F) {
	for _, kind := range []engine.Kind{uitest.KindProsQA, uitest.KindHard, uitest.KindShort, uitest.KindWords,
		uitest.KindProntoQA} {
		f.Add(engine.NewQuestion(kind, 3), false)
	}
	f.Add("Tom is a <script>. Every <script> is a <img/onerror=x>. Eva is a tree. Is Tom a tree or <img/onerror=x>?",
		true)
	f.Add("Is is a is. Is Is a is or a?", true)
	f.Add("Every a is a b. Every b is a a. Tom is a a. Is Tom a a or b?", false)
	f.Add(strings.Repeat("Every a is a b. ", 40), true)
	f.Fuzz(func(t *testing.T, text string, narrow bool) {
		if len(text) > 5000 {
			t.Skip("longer than a fuzzed question needs to be")
		}
		s := page.NewState(&uitest.Engine{}, 1)
		s.Narrow = narrow
		s.Load()
		s.OnReady(uitest.RaceInfo)
		s.Edit(text)
		html := render(t, &Root{State: s})
		s.Ask()
		r := uitest.GraphResult(text)
		r.Candidates = []string{text, text}
		for i := range r.Steps {
			r.Steps[i].Top = []reasoner.Candidate{{Token: text, Prob: 0.5}}
		}
		s.OnResult(r)
		for _, part := range []string{"trace", "thoughts"} {
			s.Toggle(part)
		}
		s.ToggleEditor()
		html += render(t, &Root{State: s})
		if strings.Contains(html, "<script") || strings.Contains(html, "<img") {
			t.Errorf("markup from %q", text)
		}
		for _, m := range attribute.FindAllStringSubmatch(html, -1) {
			if len(m[1]) > 12_000 {
				t.Errorf("an attribute has %d bytes: %.60s…", len(m[1]), m[1])
			}
		}
	})
}
