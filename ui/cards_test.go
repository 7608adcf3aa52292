package ui

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

func TestRace(t *testing.T) {
	s, e := newState(t)
	wantNoHTML(t, render(t, &RaceTable{State: s}), "id=\"race\"")
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Edit("Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?")
	wantHTML(t, render(t, &RaceTable{State: s}), "fetches 2 more models, 1.2 MB in all")
	s.StartRace()
	if len(e.Races) != 1 || !slices.Equal(e.Races[0].Models,
		[]string{"prosqa-coconut", "prosqa-cot", "prosqa-no-cot"}) {
		t.Fatalf("races %+v", e.Races)
	}
	s.OnStanding(engine.Standing{Model: "prosqa-coconut", Result: &reasoner.Result{
		Answer: "Tom is a pet.", Verdict: "right", Thoughts: 6, Tokens: make([]string, 5), DecodeMS: 2,
	}})
	s.OnStanding(engine.Standing{Model: "prosqa-cot", Done: 300_000, Total: 600_000})
	html := render(t, &RaceTable{State: s})
	wantHTML(t, html, "Tom is a pet.", `>11<`, `>12<`, "2.0 ms", "is fetched: 300 kB of 600 kB", ">waits<")
	s.OnStanding(engine.Standing{Model: "prosqa-cot", Result: &reasoner.Result{
		Question: s.Question, Answer: "Tom is a tree.", Verdict: "wrong", Tokens: make([]string, 9),
		Chain: []tasks.Link{
			{From: "Tom", To: "cat", Fact: true, Follows: true},
			{From: "cat", To: "tree", Follows: true},
			{From: "Eva", To: "tree", Fact: true},
		},
	}})
	s.OnStanding(engine.Standing{Model: "prosqa-no-cot", Problem: "It is gone."})
	s.OnDone()
	html = render(t, &RaceTable{State: s})
	wantHTML(t, html, `class="link invented"><span lang="en">Every cat is a tree</span> <strong>– no such fact`,
		`class="link astray"`, "could not run: It is gone.",
		"A rule of thumb", "Tom is a pet.")
	if s.Busy() || s.Status != "The race is over: 1 of 3 models right." {
		t.Errorf("busy %t, status %q", s.Busy(), s.Status)
	}
	s.Edit("Tom is a cat.")
	wantHTML(t, render(t, &RaceTable{State: s}), "to the question before")
}

// TestRaceOffline: before a race without a network, and after one, the page says which models are not here; they count
// for nothing.
func TestRaceOffline(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Offline = true
	html := render(t, &RaceTable{State: s})
	wantHTML(t, html, "only the models race that are on this device already")
	wantNoHTML(t, html, "fetches")
	s.StartRace()
	s.OnStanding(engine.Standing{Model: "prosqa-coconut",
		Result: &reasoner.Result{Answer: "Tom is a pet.", Verdict: "right"}})
	s.OnStanding(engine.Standing{Model: "prosqa-cot", Absent: true})
	s.OnDone()
	if want := "The race is over: 1 of 1 model right. 1 more is not on this device."; s.Status != want {
		t.Errorf("status %q; want %q", s.Status, want)
	}
	s.OnStanding(engine.Standing{Model: "prosqa-no-cot", Absent: true})
	s.OnDone()
	if want := "The race is over: 1 of 1 model right. 2 more are not on this device."; s.Status != want {
		t.Errorf("status %q; want %q", s.Status, want)
	}
	const absent = "is not on this device, and its server cannot be reached"
	if html := render(t, &RaceTable{State: s}); strings.Count(html, absent) != 2 {
		t.Errorf("two models are not here:\n%s", html)
	}
}

// TestAskOtherTask: a question of a task that another model is for goes to that model.
func TestAskOtherTask(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Choose(uitest.KindProntoQA)
	if problems := (&Form{State: s}).problems(); len(problems) > 0 {
		t.Errorf("a ProntoQA question has problems: %v", problems)
	}
	s.Ask()
	if a := e.Asks[0]; a.Model != "pronto" || a.Thoughts != -1 ||
		a.Question != engine.NewQuestion(uitest.KindProntoQA, 7) {
		t.Errorf("asked %+v; want the model for ProntoQA", a)
	}
	r := s.Reading()
	values := make([]float32, len(r.Question.Graph.Symbols))
	before := &reasoner.Result{Question: s.Question, Answer: r.Right, Expected: r.Right, Verdict: "right",
		Candidates: []string{"True", "False"}, Thoughts: 6,
		Steps: []reasoner.Step{{Kind: "bot", Values: values, Holds: values, Answers: []float32{0.75, 0.25}}}}
	s.OnResult(before)
	s.Toggle("inside")
	html := render(t, &Root{State: s})
	wantHTML(t, html, `id="result"`, `id="graph"`, ">decides<", ">True<", ">75 %<")
	wantHTML(t, html, `id="edit"`, `id="whatif"`)
	s.WhatIf.Kind, s.WhatIf.Thought = page.WhatIfSwap, 2
	s.StartWhatIf()
	if a := e.Asks[1]; a.Model != "pronto" || a.Thoughts != 6 ||
		page.Read(a.Changes[0].Other).Task.Name() != "prontoqa" {
		t.Errorf("a swap: asked %+v; want the thought of another ProntoQA question", a)
	}
	s.OnResult(before)
	s.WhatIf.Kind = page.WhatIfEdge
	wantHTML(t, render(t, &WhatIf{State: s}), prontoqa.Negate(r.Question.Graph.Symbols[r.Target]))
	s.StartWhatIf()
	if edited := page.Read(e.Asks[2].Question); edited.Right == r.Right || edited.Right == "" ||
		edited.Task.Name() != "prontoqa" {
		t.Errorf("the edit by default does not turn %s round: %q", r.Right, e.Asks[2].Question)
	}
	s.OnResult(before)
	s.StartRace()
	if got := e.Races[0].Models; !slices.Equal(got, []string{"pronto"}) {
		t.Errorf("a ProntoQA question is raced by %q", got)
	}
	s.OnDone()
	s.Batch.Kind = uitest.KindProntoQA
	s.StartBatch()
	if b := e.Batches[0]; b.Model != "pronto" || b.Kind != uitest.KindProntoQA {
		t.Errorf("a batch of ProntoQA questions: %+v", b)
	}
}

// TestLongWords: Vugu ends the program over an attribute of 16 KiB, so no attribute may grow with a visitor's words.
func TestLongWords(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	long := strings.Repeat("a", 9000)
	s.Edit("Tom is a " + long + ". Every " + long + " is a pet. Eva is a tree. Is Tom a tree or pet?")
	s.Ask()
	r := uitest.GraphResult(s.Question)
	r.Candidates = []string{"tree", "pet"}
	s.OnResult(r)
	s.WhatIf.Kind = page.WhatIfEdge
	s.StartWhatIf()
	s.OnResult(r)
	s.ToggleEditor()
	s.Activate(long)
	s.Toggle("trace")
	s.Toggle("thoughts")
	for _, m := range regexp.MustCompile(`="([^"]*)"`).FindAllStringSubmatch(render(t, &Root{State: s}), -1) {
		if len(m[1]) > 2000 {
			t.Errorf("an attribute has %d bytes: %.60s…", len(m[1]), m[1])
		}
	}
}

func TestBatch(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Batch.AtOnce, s.Batch.Traces, s.Batch.Count = true, true, 5
	s.StartBatch()
	want := engine.Batch{Kind: uitest.KindProsQA, Seed: 7, Count: 5, Thoughts: 6, AtOnce: true, Traces: true}
	if len(e.Batches) != 1 || !reflect.DeepEqual(e.Batches[0], want) {
		t.Fatalf("batches %+v; want %+v", e.Batches, want)
	}
	s.OnTally([]engine.BatchItem{
		{Seed: 7, Verdict: "right", Hops: 3, Millis: 2}, {Seed: 8, Verdict: "wrong", Hops: 4, Millis: 9},
	})
	wantHTML(t, render(t, &BatchCard{State: s}), "2 of 5", `max="5" value="2"`,
		"1 of 2 right: 50.0 % (95 % confidence: 9.5 to 90.5 %).",
		`id="batch-stop" type="button" class="quiet" aria-disabled="false"`)
	s.OnTally([]engine.BatchItem{
		{Seed: 9, Verdict: "right", Hops: 3, Millis: 3, Result: json.RawMessage(`{"answer":"yes"}`)},
	})
	s.OnStopped()
	html := render(t, &BatchCard{State: s})
	wantHTML(t, html, "3 facts", "2 of 2", `width="100%"`, "4 facts", "0 of 1", "thoughts taken away",
		"median question took 3.0 ms")
	// The button is still there, with the focus on it.
	wantHTML(t, html, `id="batch-stop" type="button" class="quiet" aria-disabled="true"`)
	wantNoHTML(t, html, "<progress")
	s.ExportBatch()
	d := s.TakeDownload()
	var file struct {
		Right, All int
		Items      []engine.BatchItem
	}
	if d == nil || json.Unmarshal([]byte(d.Data), &file) != nil || file.Right != 2 || file.All != 3 ||
		len(file.Items) != 3 || string(file.Items[2].Result) != `{"answer":"yes"}` || s.TakeDownload() != nil {
		t.Errorf("the file is %+v", d)
	}
}

func TestWhatIf(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Edit("Tom is a cat. Every cat is a pet. Every pet is a friend. Eva is a tree. Every tree is a plant. " +
		"Is Tom a plant or friend?")
	wantNoHTML(t, render(t, &WhatIf{State: s}), "<select")
	s.Ask()
	before := uitest.GraphResult(s.Question)
	before.Answer, before.Expected = "Tom is a friend.", "Tom is a friend."
	before.Candidates = []string{"plant", "friend"}
	s.OnResult(before)
	last := func() engine.Ask { return e.Asks[len(e.Asks)-1] }

	s.StartWhatIf()
	if !last().AtOnce || last().Question != s.Question {
		t.Errorf("without thoughts: asked %+v", last())
	}
	after := uitest.GraphResult(s.Question)
	after.Answer, after.Verdict, after.Expected, after.Candidates = "", "malformed", "Tom is a friend.", before.Candidates
	s.OnStep(reasoner.Step{Kind: "thought"})
	s.OnResult(after)
	if s.Result != before || len(s.Steps) != len(before.Steps) {
		t.Error("the experiment took the place of the answer")
	}
	wantHTML(t, render(t, &WhatIf{State: s}), "Before", "After: without thoughts", "(no answer)",
		"Right would be: Tom is a friend.", "The answer changed", "98 %")

	for kind, want := range map[page.WhatIfKind]reasoner.Change{
		page.WhatIfRemove: {Kind: reasoner.ChangeRemove, Thought: 2},
		page.WhatIfZero:   {Kind: reasoner.ChangeZero, Thought: 2},
		page.WhatIfNoise:  {Kind: reasoner.ChangeNoise, Thought: 2, Amount: 3},
		page.WhatIfSwap:   {Kind: reasoner.ChangeSwap, Thought: 2},
	} {
		s.WhatIf.Kind, s.WhatIf.Thought, s.WhatIf.Amount = kind, 2, 3
		s.StartWhatIf()
		if a := last(); len(a.Changes) != 1 || a.Changes[0].Kind != want.Kind || a.Changes[0].Thought != 2 ||
			a.Changes[0].Amount != want.Amount || (a.Changes[0].Other != "") != (kind == page.WhatIfSwap) {
			t.Errorf("%s: asked %+v", kind, a.Changes)
		}
		s.OnResult(before)
		wantHTML(t, render(t, &WhatIf{State: s}), "The answer is the same")
	}

	s.WhatIf.Kind, s.WhatIf.Thought = page.WhatIfRemove, 0
	html := render(t, &WhatIf{State: s})
	wantHTML(t, html, "leave one thought out", "no. 1")
	wantNoHTML(t, html, ">all<")
	s.StartWhatIf()
	if c := last().Changes; len(c) != 1 || c[0].Thought != 1 {
		t.Errorf("with all thoughts chosen before, leaving one out is %+v; want the first", c)
	}
	s.OnResult(before)

	s.WhatIf.Kind = page.WhatIfEdge
	wantHTML(t, render(t, &WhatIf{State: s}), `id="whatif-edge"`, "Every cat is a pet.")
	s.StartWhatIf()
	edited := page.Read(last().Question)
	if edited.Question == nil || edited.Target < 0 || edited.Question.Graph.Symbols[edited.Target] != "plant" {
		t.Fatalf("the edit by default does not turn the answer round: %q", last().Question)
	}
	flipped := *after
	flipped.Answer, flipped.Verdict, flipped.Expected = "Tom is a plant.", "right", "Tom is a plant."
	flipped.Question = last().Question
	s.OnResult(&flipped)
	wantHTML(t, render(t, &WhatIf{State: s}), "in place of", "The answer follows the edited fact.")

	s.StartWhatIf()
	s.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "They go round in a circle."})
	if s.Busy() || s.Alert != "" || s.Result != before ||
		!strings.Contains(render(t, &WhatIf{State: s}), "round in a circle") {
		t.Errorf("an edit that cannot be made: alert %q, result %p", s.Alert, s.Result)
	}

	s.ExportTrace()
	if d := s.TakeDownload(); d == nil || !strings.Contains(d.Data, `"answer":"Tom is a friend."`) ||
		!strings.Contains(d.Data, `"link":"#q=`) {
		t.Errorf("the trace's file is %+v", d)
	}
}
