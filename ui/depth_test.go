package ui

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// deepResult is an answer that is some facts away, to a model that needs another number of thoughts than it took.
func deepResult(question string, facts, thoughts, needed int) *reasoner.Result {
	r := uitest.GraphResult(question)
	r.Path, r.Thoughts, r.ThoughtsNeeded = make([]string, facts+1), thoughts, needed
	return r
}

// TestDeeper: the page says when a question is deeper than its thoughts reach, and one click asks it with enough of
// them.
func TestDeeper(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		facts, thoughts, needed int
		says                    string
		offers                  int // thoughts; 0 for no button
	}{
		{"enough", 7, 6, 0, "", 0},
		{"one more", 8, 6, 7, "the answer is 8 facts away, and with 6 thoughts the model looks 7 ahead", 7},
		{"the most", 9, 6, 8, "the answer is 9 facts away", 8},
		{"more than the page has", 10, 6, 9, "It takes 9 thoughts; this page offers 8 at most.", 0},
		{"none", 2, 0, 1, "the answer is 2 facts away, and without thoughts the model looks 1 ahead", 1},
		{"ProntoQA, where the answer carries no fact", 6, 5, 6, "with 5 thoughts the model looks 5 ahead", 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, e := runningState(t)
			s.OnResult(deepResult(s.Question, tt.facts, tt.thoughts, tt.needed))
			html := render(t, &Answer{State: s})
			if tt.says == "" {
				wantNoHTML(t, html, `id="deeper"`)
			} else {
				wantHTML(t, html, tt.says)
			}
			if heard := strings.Contains(s.Status, "Too few thoughts"); heard != (tt.says != "") {
				t.Errorf("those who hear the page are told %q", s.Status)
			}
			s.AskDeeper()
			if tt.offers == 0 {
				wantNoHTML(t, html, `id="more-thoughts"`)
				if len(e.Asks) != 1 {
					t.Errorf("asked %+v", e.Asks[1:])
				}
				return
			}
			wantHTML(t, html, ">Ask with "+page.Plural(tt.offers, "thought")+"</button>")
			if len(e.Asks) != 2 || e.Asks[1].Thoughts != tt.offers || e.Asks[1].Question != e.Asks[0].Question ||
				s.Thoughts != tt.offers {
				t.Errorf("asked %+v; want the same question with %d thoughts", e.Asks, tt.offers)
			}
		})
	}
}

// TestDeeperOfAnotherQuestion: the offer is for the question in the box, and nothing that the visitor has written since
// is lost over it.
func TestDeeperOfAnotherQuestion(t *testing.T) {
	s, e := runningState(t)
	s.OnResult(deepResult(s.Question, 8, 6, 7))
	s.Edit("Tom is a cat.")
	html := render(t, &Answer{State: s})
	wantHTML(t, html, "Too few thoughts")
	wantNoHTML(t, html, `id="more-thoughts"`)
	s.AskDeeper()
	if len(e.Asks) != 1 || s.Question != "Tom is a cat." {
		t.Errorf("asked %+v, with %q in the box", e.Asks, s.Question)
	}
}

// TestDeeperInWords: a model that wrote its way out did not guess.
func TestDeeperInWords(t *testing.T) {
	s, _ := runningState(t)
	r := deepResult(s.Question, 4, 0, 3)
	r.Chain = uitest.Links("Tom", "cat", "pet")
	s.OnResult(r)
	html := render(t, &Answer{State: s})
	wantHTML(t, html, "Too few thoughts to go without words: the answer is 4 facts away, which takes 3 thoughts.",
		">Ask with 3 thoughts</button>")
	wantNoHTML(t, html, "guesses")
}

// TestDeeperInRace: Coconut races with the thoughts that it was trained with, and the row says where these are too few.
func TestDeeperInRace(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.StartRace()
	s.OnStanding(engine.Standing{Model: "prosqa-coconut", Result: deepResult(s.Question, 8, 6, 7)})
	s.OnStanding(engine.Standing{Model: "prosqa-cot",
		Result: &reasoner.Result{Answer: "Tom is a pet.", Verdict: "right"}})
	if html := render(t, &RaceTable{State: s}); strings.Count(html, "the answer is 8 facts away") != 1 {
		t.Errorf("the race does not say, once, that 6 thoughts are too few:\n%s", html)
	}
}

// TestBatchTooDeep: a batch says how many of its questions were deeper than the thoughts, which costs accuracy whatever
// the model can do.
func TestBatchTooDeep(t *testing.T) {
	for _, tt := range []struct {
		atOnce bool
		deep   [3]bool
		want   string
	}{
		{false, [3]bool{}, ""},
		{false, [3]bool{false, true, false}, "1 of them is deeper than the thoughts reach."},
		{false, [3]bool{true, true, false}, "2 of them are deeper than the thoughts reach."},
		{true, [3]bool{true, true, true}, ""}, // it is said that they are taken away
	} {
		s, _ := newState(t)
		s.Load()
		s.OnReady(uitest.Info)
		s.Batch.Run = engine.Batch{Kind: uitest.KindProsQA, Count: 3, Thoughts: 2, AtOnce: tt.atOnce}
		for _, deep := range tt.deep {
			s.OnTally([]engine.BatchItem{{Hops: 3, Verdict: "right", Deep: deep}})
		}
		html := render(t, &BatchCard{State: s})
		if tt.want == "" {
			wantNoHTML(t, html, "deeper than")
			continue
		}
		wantHTML(t, html, tt.want)
	}
}
