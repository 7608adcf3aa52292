package ui

import (
	"encoding/json"
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

// FuzzOpenTrace shows any trace file that is not refused, with the page's parts open.
func FuzzOpenTrace(f *testing.F) {
	r := uitest.GraphResult("Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?")
	r.Nodes, r.Candidates = []string{"Tom", "cat", "pet", "Eva", "tree"}, []string{"tree", "pet"}
	whole, err := json.Marshal(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(whole))
	f.Add(`{"result":` + string(whole) + `}`)
	f.Add(`{"question":"Tom is a cat. Is Tom a cat or cat?","steps":[{"kind":"bot"}],"verdict":"right"}`)
	f.Fuzz(func(t *testing.T, data string) {
		if len(data) > 20000 {
			t.Skip("longer than a fuzzed trace needs to be")
		}
		s := page.NewState(&uitest.Engine{}, 1)
		s.Load()
		s.OnReady(uitest.RaceInfo)
		s.OpenTrace("a.json", int64(len(data)), data)
		for _, part := range []string{"trace", "thoughts", "inside", "lab"} {
			s.Toggle(part)
		}
		for k := range s.LastK() + 1 {
			s.SetK(k)
			for _, m := range attribute.FindAllStringSubmatch(render(t, &Root{State: s}), -1) {
				if len(m[1]) > 12_000 {
					t.Errorf("an attribute has %d bytes: %.60s…", len(m[1]), m[1])
				}
			}
		}
	})
}
