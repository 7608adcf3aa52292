package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// brokenState has the answer to a question whose facts can be edited.
func brokenState(t *testing.T) (*State, *uitest.Engine) {
	t.Helper()
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Edit("Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?")
	s.Ask()
	s.OnResult(uitest.GraphResult(s.Question))
	return s, e
}

// TestStudy counts what became of each condition, beside the unchanged answers.
func TestStudy(t *testing.T) {
	s, e := brokenState(t)
	s.Break(2)
	if a := e.Asks[len(e.Asks)-1]; len(a.Changes) != 1 || a.Changes[0].Kind != "zero" || a.Changes[0].Thought != 2 {
		t.Errorf("to break thought 2 it asks %+v", a)
	}
	if place := s.TakePlace(); place != "break" || s.TakePlace() != "" {
		t.Errorf("it scrolls to %q", place)
	}
	s.OnResult(uitest.GraphResult(s.Question))
	s.StartStudy()
	b := e.Batches[0]
	if b.Kind != uitest.KindProsQA || b.Count != studied || b.Thoughts != -1 || b.Conditions[0] != "matched:2" {
		t.Errorf("the study is %+v", b)
	}
	s.OnTally([]engine.BatchItem{
		{Seed: 7, Verdict: "right", Answer: "a"},
		{Seed: 7, Verdict: "right", Answer: "a", Condition: "matched:2", Predicted: "a"},
		{Seed: 7, Verdict: "wrong", Answer: "b", Condition: "unmatched:2", Predicted: "b"},
		{Seed: 8, Verdict: "wrong", Answer: "d"},
	})
	s.OnTally([]engine.BatchItem{
		{Seed: 8, Verdict: "right", Answer: "c", Condition: "matched:2", Predicted: "c"},
	})
	want := []StudyRow{{"", 2, 1, 0, 0}, {"matched:2", 2, 2, 1, 2}}
	last := StudyRow{"unmatched:2", 1, 0, 1, 1}
	if rows := s.Study.Rows; !slices.Equal(rows[:2], want) || rows[len(rows)-1] != last {
		t.Errorf("rows %+v", rows)
	}
	s.OnDone()
	if want := "in 2 of 2. Fed those of facts with one edited, it followed the edit in 1 of 1."; s.Busy() ||
		!strings.HasSuffix(s.Status, want) {
		t.Errorf("status %q; want it to end with %q", s.Status, want)
	}
	if len(s.Batch.Items) > 0 {
		t.Error("the study's answers are among those of the batch")
	}
}

// TestBreakFact: a click on a word chooses the fact that leads to it.
func TestBreakFact(t *testing.T) {
	s, _ := brokenState(t)
	s.BreakFact("pet")
	if f := s.ChosenEdit(); s.WhatIf.Kind != WhatIfEdge || f.Edge != 1 {
		t.Errorf("%s of %+v; want the second fact", s.WhatIf.Kind, f)
	}
	s.TakePlace()
	s.BreakFact("Tom")
	if place := s.TakePlace(); place != "" {
		t.Errorf("no fact leads to Tom, and it scrolls to %q", place)
	}
}

// TestScenes: each scene asks its model the story's question, and the page's own does so in the drawing.
func TestScenes(t *testing.T) {
	s, e := brokenState(t)
	s.PlayScene(SceneWords)
	a := e.Asks[len(e.Asks)-1]
	if a.Model != "prosqa-cot" || a.Question != s.StoryQuestion() {
		t.Errorf("it asks %+v", a)
	}
	r := uitest.GraphResult(a.Question)
	s.OnResult(r)
	if s.Scenes.Results[SceneWords] != r || s.Result == r {
		t.Error("the answer is not the scene's")
	}
	if _, ok := s.Actor(SceneControl); ok {
		t.Error("a control without a model")
	}
	s.PlayScene(SceneWords)
	s.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "It is not here."})
	if s.Scenes.Problem != "It is not here." || s.Alert != "" || s.Busy() {
		t.Errorf("problem %q, alert %q", s.Scenes.Problem, s.Alert)
	}
	s.PlayScene(SceneVectors)
	if s.Question != s.StoryQuestion() || !s.Running(AskJob) {
		t.Errorf("the drawing is asked %q", s.Question)
	}
}

// TestRaceMoves: the race is shown by a clock on which every model runs at its own pace.
func TestRaceMoves(t *testing.T) {
	s, e := brokenState(t)
	s.Playing = false
	s.RaceSplit()
	if len(e.Races) != 1 || e.Races[0].Question != e.NewQuestion(uitest.KindProsQA, splitting[0]) {
		t.Fatalf("races %+v", e.Races)
	}
	fast, slow := uitest.Result(), uitest.Result()
	fast.PrefillMS, fast.ThinkMS, fast.DecodeMS, fast.Thoughts = 1, 1, 1, 2
	slow.PrefillMS, slow.ThinkMS, slow.DecodeMS, slow.Thoughts = 1, 0, 5, 0
	s.OnStanding(engine.Standing{Model: "a", Result: fast})
	s.OnStanding(engine.Standing{Model: "b", Result: slow})
	s.OnDone()
	if !s.Racing || s.TickMillis() != raceTick {
		t.Fatal("the race is not shown")
	}
	for i := 1; s.Racing; i++ {
		s.Tick()
		thoughts, tokens, ms, done := s.Lane(fast)
		_, slowTokens, _, slowDone := s.Lane(slow)
		switch i {
		case 13: // 1.56 ms
			if thoughts != 1 || len(tokens) != 0 || done || len(slowTokens) != 0 {
				t.Errorf("after 1.56 ms: %d thoughts, %q, %v, %t; %q", thoughts, tokens, ms, done, slowTokens)
			}
		case 26: // 3.12 ms
			if thoughts != 2 || len(tokens) != 5 || ms != 3 || !done || len(slowTokens) != 2 || slowDone {
				t.Errorf("after 3.12 ms: %d thoughts, %q, %v, %t; %q", thoughts, tokens, ms, done, slowTokens)
			}
		case raceTicks + 2:
			t.Fatal("the race does not end")
		}
	}
	if s.TickMillis() != 0 {
		t.Error("the race has ended, and something plays")
	}
}

// TestBreakWord exchanges what a thought names for another word, from which the other answer follows, in the last
// thought where that is possible; elsewhere it asks nothing.
func TestBreakWord(t *testing.T) {
	s, e := brokenState(t)
	s.OnResult(uitest.GraphResult(s.Question))
	s.Edit("Tom is a cat. Every cat is a pet. Eva is a tree. Every tree is a plant. Is Tom a plant or pet?")
	s.Ask()
	s.OnResult(uitest.GraphResult(s.Question))
	if k := s.Breakable(2); k != 1 {
		t.Fatalf("thought %d is to be broken", k)
	}
	s.Break(1)
	if a := e.Asks[len(e.Asks)-1]; len(a.Changes) != 1 || a.Changes[0].Kind != "word" || a.Changes[0].Thought != 1 ||
		a.Changes[0].Other != "tree" || !slices.Equal(a.Changes[0].Others, []string{"cat"}) {
		t.Errorf("to break thought 1 it asks %+v", a)
	}
	if w := s.WhatIf; w.Done != "“tree” in place of “cat” in thought 1" || w.Follows != "Tom is a plant." {
		t.Errorf("it says %q, and that %q follows", w.Done, w.Follows)
	}
	s.OnResult(uitest.GraphResult(s.Question))
	asked := len(e.Asks)
	s.WhatIf.Kind, s.WhatIf.Thought = WhatIfWord, 2
	if s.StartWhatIf(); s.WhatIf.Problem == "" || len(e.Asks) != asked {
		t.Errorf("it asks %+v, problem %q", e.Asks[asked:], s.WhatIf.Problem)
	}
}
