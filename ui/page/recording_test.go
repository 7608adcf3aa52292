package page

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// recorded is a trace with values, as the page saves it, after a change.
func recorded(t *testing.T, change func(r *reasoner.Result)) string {
	t.Helper()
	r := uitest.GraphResult(editable)
	r.Nodes = []string{"Tom", "cat", "pet", "Eva", "tree"}
	r.Candidates = []string{"tree", "pet"}
	if change != nil {
		change(r)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestOpenTrace: a trace is shown as it was recorded, and the engine is asked nothing; experiments are refused.
func TestOpenTrace(t *testing.T) {
	plain := recorded(t, nil)
	for name, data := range map[string]string{
		"as coconut ask has it": plain,
		"as the page saves it":  `{"link":"#q=x","result":` + plain + `}`,
		"in another order": recorded(t, func(r *reasoner.Result) {
			r.Nodes[0], r.Nodes[2] = "pet", "Tom"
			for _, step := range r.Steps {
				if len(step.Values) > 0 {
					step.Values[0], step.Values[2] = step.Values[2], step.Values[0]
					step.Holds[0], step.Holds[2] = step.Holds[2], step.Holds[0]
				}
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			s, e := newState(t)
			s.OpenTrace("some.json", int64(len(data)), data)
			if s.Recording != "some.json" || s.Question != editable || !s.Answers() || len(e.Asks) != 0 {
				t.Fatalf("recording %q, question %q, problem %q", s.Recording, s.Question, s.RecordingProblem)
			}
			if at, _, ok := s.Shown(); !ok || at.Values[0] != 0.99 || !s.Playing || at.Holds[2] != 0.6 {
				t.Errorf("it shows %v (%v), plays %v", at.Values, ok, s.Playing)
			}
			if s.StartWhatIf(); !strings.Contains(s.WhatIf.Problem, "recording") || s.Busy() {
				t.Errorf("an experiment on a recording: %q", s.WhatIf.Problem)
			}
			if s.Ask(); s.Recording != "" {
				t.Error("asked again, it is still called a recording")
			}
		})
	}
}

// TestOpenTraceWithoutValues: the likeliest words are what a trace of coconut ask has.
func TestOpenTraceWithoutValues(t *testing.T) {
	s, _ := newState(t)
	data := recorded(t, func(r *reasoner.Result) {
		r.Nodes, r.Candidates, r.Aliases = nil, nil, map[string]string{"cat": "yumpus"}
		for i := range r.Steps {
			r.Steps[i].Values, r.Steps[i].Holds, r.Steps[i].Similar, r.Steps[i].Answers = nil, nil, nil, nil
			r.Steps[i].Top = []reasoner.Candidate{{Token: "yumpus", Prob: 0.75}, {Token: "###", Prob: 0.25}}
		}
	})
	s.OpenTrace("t.json", int64(len(data)), data)
	at, _, ok := s.Shown()
	if rest := s.Rest(); rest != 1 {
		t.Errorf("it rests on thought %d; the first holds an answer", rest)
	}
	if !ok || at.Values[1] != 0.75 || at.Holds[2] != 0.6 {
		t.Errorf("it shows %v, %v (%v): %s", at.Values, at.Holds, ok, s.RecordingProblem)
	}
}

// TestOpenTraceRefuses: a file that is no such trace leaves the page as it is, and is told what is wrong with it.
func TestOpenTraceRefuses(t *testing.T) {
	step := func(change func(*reasoner.Step)) string {
		return recorded(t, func(r *reasoner.Result) { change(&r.Steps[1]) })
	}
	for want, data := range map[string]string{
		"no trace in JSON":           "Hello",
		"it has no question":         `{}`,
		"its lists are too long":     recorded(t, func(r *reasoner.Result) { r.Tokens = make([]string, 2000) }),
		"a text in it is too long":   recorded(t, func(r *reasoner.Result) { r.Answer = strings.Repeat("x", 6000) }),
		"it has no steps":            recorded(t, func(r *reasoner.Result) { r.Steps = nil }),
		"its question cannot be":     recorded(t, func(r *reasoner.Result) { r.Question = "Hello there." }),
		"it says that it has":        recorded(t, func(r *reasoner.Result) { r.Thoughts = 5 }),
		`"maybe" is no verdict`:      recorded(t, func(r *reasoner.Result) { r.Verdict = "maybe" }),
		"neither two candidates nor": recorded(t, func(r *reasoner.Result) { r.Candidates = r.Nodes }),
		`no values for "Tom"`:        recorded(t, func(r *reasoner.Result) { r.Nodes[0] = "Max" }),
		"step 4: \"dream\"":          recorded(t, func(r *reasoner.Result) { r.Steps[3].Kind = "dream" }),
		"step 2: it has 2 values":    step(func(s *reasoner.Step) { s.Values = s.Values[:2] }),
		"step 2: its answers":        step(func(s *reasoner.Step) { s.Answers = s.Answers[:1] }),
		"step 2: it has a share":     step(func(s *reasoner.Step) { s.Holds[0] = 7 }),
		"step 2: a word in it": step(func(s *reasoner.Step) {
			s.Top = []reasoner.Candidate{{Token: strings.Repeat("x", 600)}}
		}),
	} {
		s, _ := newState(t)
		before := s.Question
		s.OpenTrace("a.json", int64(len(data)), data)
		if !strings.Contains(s.RecordingProblem, want) || s.Question != before || s.Result != nil || s.Status == "" {
			t.Errorf("%s: the page says %q", want, s.RecordingProblem)
		}
	}
	s, _ := newState(t)
	if s.OpenTrace("a.json", MaxRecording+1, ""); !strings.Contains(s.RecordingProblem, "at most") {
		t.Errorf("too large: %q", s.RecordingProblem)
	}
}
