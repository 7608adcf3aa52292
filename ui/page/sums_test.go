package page

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// sumsState has its own model and knows of one for word problems, and Problem was answered with so many thoughts.
func sumsState(t *testing.T, thoughts int, others map[int]string) (*State, *uitest.Engine) {
	t.Helper()
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.SumsInfo())
	s.Edit(uitest.Problem)
	s.Ask()
	s.OnResult(uitest.SumsResult(thoughts, others))
	return s, e
}

// TestSumsAreOffered: word problems are among the kinds if there is a model for them, which is fetched with the first
// question; its size is known before. They are asked with as many thoughts as it was trained with.
func TestSumsAreOffered(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.SumsInfo())
	s.SetThoughts(3) // for the page's own model
	s.Choose(uitest.KindNumbers)
	if s.Question != engine.NewQuestion(uitest.KindNumbers, 7) || s.Fetches() != 812_072 {
		t.Errorf("%q fetches %d bytes", s.Question, s.Fetches())
	}
	if len(e.Asks) != 0 {
		t.Fatalf("asked %+v before anybody did", e.Asks)
	}
	if s.AskedThoughts() != 19 || s.MostThoughts() != 19 {
		t.Errorf("%d of %d thoughts, want the model's 19", s.AskedThoughts(), s.MostThoughts())
	}
	s.Ask()
	if !strings.Contains(s.Status, "812 kB") || len(e.Asks) != 1 || e.Asks[0].Model != "sums" {
		t.Errorf("status %q, asked %+v", s.Status, e.Asks)
	}
	s.OnResult(uitest.SumsResult(19, nil))
	if s.Fetches() != 0 {
		t.Error("it is fetched again")
	}
	s.Choose(uitest.KindHard)
	if s.Fetches() != 0 || s.MostThoughts() != usualThoughts || s.AskedThoughts() != 6 {
		t.Errorf("another task: %d bytes, %d of %d thoughts", s.Fetches(), s.AskedThoughts(), s.MostThoughts())
	}
}

// TestSumsPlay: the play ends on the thought that holds the answer, and each quantity keeps the last thought about it.
func TestSumsPlay(t *testing.T) {
	s, _ := sumsState(t, 19, nil)
	if s.Decisive() != 7 || s.Rest() != 7 || !s.Playing {
		t.Fatalf("decisive %d, rests on %d, playing %v", s.Decisive(), s.Rest(), s.Playing)
	}
	words := s.Words()
	for k, want := range map[int]string{0: "", 1: "Ben1", 3: "Ann3 Ben1", 5: "Ann3 Ben5", 19: "Ann3 Ben5 Cleo7"} {
		s.SetK(k)
		var got []string
		for i := range words {
			if about := s.LastAbout(i); about > 0 {
				got = append(got, words[i]+string(rune('0'+about)))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("after %d thoughts: %v, want %s", k, got, want)
		}
	}
	if due, late := s.Reading().Due(9); due.Word != "14" || !late {
		t.Errorf("thought 9 should name %s (%v)", due.Word, late)
	}
	if f := s.Frontier(5); len(f) != 1 || !f["7"] {
		t.Errorf("thought 5 should hold %v", f)
	}
}

// TestSumsUnsettled: without enough thoughts, or where the last ones hold something else, none is decisive.
func TestSumsUnsettled(t *testing.T) {
	for name, s := range map[string]func() (*State, *uitest.Engine){
		"too few":      func() (*State, *uitest.Engine) { return sumsState(t, 4, nil) },
		"none":         func() (*State, *uitest.Engine) { return sumsState(t, 0, nil) },
		"another last": func() (*State, *uitest.Engine) { return sumsState(t, 9, map[int]string{9: "15"}) },
		"a name last":  func() (*State, *uitest.Engine) { return sumsState(t, 7, map[int]string{7: "Cleo"}) },
	} {
		if s, _ := s(); s.Decisive() != 0 || s.Rest() != s.LastK() {
			t.Errorf("%s: decisive %d, rests on %d", name, s.Decisive(), s.Rest())
		}
	}
}

// TestSumsBreak: a click on a quantity exchanges its number in the thought that computes it, and it is known what
// follows; the answer's own number, and a quantity that is not needed, cannot be exchanged.
func TestSumsBreak(t *testing.T) {
	s, e := sumsState(t, 19, nil)
	s.SetK(7)
	if got := s.Breakable(7); got != 5 {
		t.Errorf("thought %d is offered, want 5, the last number before the answer", got)
	}
	asked := len(e.Asks)
	s.BreakFact("Cleo")
	s.BreakFact("Dan")
	if len(e.Asks) != asked {
		t.Fatalf("asked %+v", e.Asks[asked:])
	}
	s.BreakFact("Ben")
	if len(e.Asks) != asked+1 || len(e.Asks[asked].Changes) != 1 {
		t.Fatalf("asked %+v", e.Asks[asked:])
	}
	c := e.Asks[asked].Changes[0]
	if c.Kind != reasoner.ChangeWord || c.Thought != 5 || len(c.Others) != 1 || c.Others[0] != "7" || c.Other == "7" {
		t.Errorf("changed %+v", c)
	}
	if e.Asks[asked].Model != "sums" || s.WhatIf.Follows == "" || s.WhatIf.Follows == "Cleo has 14 apples." {
		t.Errorf("asked %q; %q follows", e.Asks[asked].Model, s.WhatIf.Follows)
	}
	s.OnResult(uitest.SumsResult(19, nil))
	s.WhatIf.Kind, s.WhatIf.Thought = WhatIfWord, 7
	s.StartWhatIf()
	if len(e.Asks) != asked+1 || !strings.Contains(s.WhatIf.Problem, "Nothing is computed") {
		t.Errorf("thought 7: %q, asked %+v", s.WhatIf.Problem, e.Asks[asked+1:])
	}
	s.WhatIf.Kind, s.WhatIf.Thought = WhatIfEdge, 5 // left from a question whose facts can be edited
	s.StartWhatIf()
	if len(e.Asks) != asked+2 || e.Asks[asked+1].Changes[0].Kind != reasoner.ChangeWord {
		t.Errorf("asked %+v", e.Asks[asked+1:])
	}
}

// TestSumsStudy: word problems have a study of their own, whose control puts the right number in.
func TestSumsStudy(t *testing.T) {
	s, e := sumsState(t, 19, nil)
	s.WhatIf.Kind, s.WhatIf.Thought = WhatIfZero, 5
	s.StartStudy()
	if len(e.Batches) != 1 {
		t.Fatalf("%d batches", len(e.Batches))
	}
	b := e.Batches[0]
	if b.Kind != uitest.KindSums || b.Model != "sums" || strings.Join(b.Conditions, " ") !=
		"patchmatched shuffle noise swap mean remove zero repeat patch" {
		t.Errorf("asked %+v", b)
	}
	s.OnTally([]engine.BatchItem{
		{Verdict: "right", Answer: "a"},
		{Verdict: "right", Answer: "a", Condition: engine.PatchMatched, Predicted: "a"},
		{Verdict: "wrong", Answer: "b", Condition: engine.Patch, Predicted: "c"},
	})
	s.OnDone()
	want := "right in 1 of 1. With another number it was the one that follows in 0 of 1."
	if !strings.HasSuffix(s.Status, want) {
		t.Errorf("status %q", s.Status)
	}
}

// TestSumsNext: after a short word problem comes one of the full size, and a link restores what is shown.
func TestSumsNext(t *testing.T) {
	s, e := sumsState(t, 19, nil)
	if !s.Small() {
		t.Error("four quantities are not small")
	}
	s.Next()
	if s.Kind != uitest.KindSums || s.Small() || e.Asks[len(e.Asks)-1].Question != s.Question {
		t.Errorf("next is %q of kind %s", s.Question, s.Kind)
	}
	l, err := ParseLink("#kind=everyday&seed=0&k=5")
	if err != nil {
		t.Fatal(err)
	}
	s, e = newState(t)
	s.Open(l)
	s.OnReady(uitest.SumsInfo())
	if len(e.Asks) != 1 || e.Asks[0].Question != uitest.Problem || e.Asks[0].Model != "sums" {
		t.Fatalf("asked %+v", e.Asks)
	}
	s.OnResult(uitest.SumsResult(19, nil))
	if s.K != 5 || s.Link() != "#kind=everyday&seed=0&k=5" {
		t.Errorf("thought %d, link %s", s.K, s.Link())
	}
}

// TestSumsScene: the scene plays in the drawing, and only where there is a model for it.
func TestSumsScene(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	if _, ok := s.Actor(SceneNumbers); ok {
		t.Error("there is a scene without its model")
	}
	s.OnReady(uitest.SumsInfo())
	if m, ok := s.Actor(SceneNumbers); !ok || m.Name != "sums" {
		t.Errorf("the model is %+v", m)
	}
	s.PlayScene(SceneNumbers)
	if len(e.Asks) != 1 || e.Asks[0].Question != s.SceneQuestion(SceneNumbers) || e.Asks[0].Model != "sums" {
		t.Errorf("asked %+v", e.Asks)
	}
}

// TestSumsLayout: no two quantities of the full size stand at the same place, in the drawing, wide or narrow.
func TestSumsLayout(t *testing.T) {
	for seed := range uint64(30) {
		for _, narrow := range []bool{false, true} {
			r := Read(engine.NewQuestion(uitest.KindSums, seed))
			if r.Sums == nil || len(r.Problems) > 0 {
				t.Fatalf("no. %d: %v", seed, r.Problems)
			}
			l := layOut(r, narrow)
			seen := map[Point]bool{}
			for i, p := range l.Nodes {
				if seen[p] || p.X < nodeWidth/2 || p.X > l.Width-nodeWidth/2 || p.Y > l.Height {
					t.Errorf("no. %d, narrow %v: %s at %v of %d × %d", seed, narrow, r.Sums.Words[i], p, l.Width, l.Height)
				}
				seen[p] = true
			}
		}
	}
}
