package ui

import (
	"slices"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// TestControl asks the control what was asked with a change: first by its button, which says what it fetches, and then
// after each experiment.
func TestControl(t *testing.T) {
	s, e := newState(t)
	s.Load()
	info := uitest.RaceInfo
	info.Models = append(slices.Clone(info.Models), engine.ModelInfo{Name: "paused", Task: "prosqa",
		Method: runtime.MethodPauseAsThought, Bytes: 600_000})
	s.OnReady(info)
	s.Edit("Tom is a cat. Every cat is a pet. Every pet is a friend. Eva is a tree. Every tree is a plant. " +
		"Is Tom a plant or friend?")
	s.Ask()
	before := uitest.GraphResult(s.Question)
	before.Candidates = []string{"plant", "friend"}
	s.OnResult(before)
	s.AskControl() // nothing was changed yet
	s.WhatIf.Kind, s.WhatIf.Thought = page.WhatIfZero, 2
	s.StartWhatIf()
	after := *before
	s.OnResult(&after)
	wantHTML(t, render(t, &WhatIf{State: s}), `id="control"`, "Ask the control, too (600 kB)")

	s.AskControl()
	asked := len(e.Asks)
	if a := e.Asks[asked-1]; asked != 3 || a.Model != "paused" || a.Question != s.Question || len(a.Changes) > 0 ||
		a.Thoughts != before.Thoughts {
		t.Errorf("%d questions, the control was asked %+v", asked, a)
	}
	control := *before
	control.Model, control.Answer, control.Verdict = "paused", "Tom is a plant.", "wrong"
	s.OnResult(&control)
	html := render(t, &WhatIf{State: s})
	wantHTML(t, html, "The control, with pauses", "Tom is a plant.")
	wantNoHTML(t, html, `id="control"`)
	if s.WhatIf.After != &after || s.Result != before {
		t.Error("the control's answer took another's place")
	}

	s.WhatIf.Kind = page.WhatIfEdge
	s.StartWhatIf()
	if s.WhatIf.Control != nil {
		t.Error("the control's answer to another question stands there")
	}
	edited := e.Asks[asked].Question
	s.OnResult(&after)
	if a := e.Asks[asked+1]; a.Model != "paused" || a.Question != edited || edited == s.Question {
		t.Errorf("after the edit the control was asked %+v, the model %q", a, edited)
	}
	s.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "It is lost."})
	if s.Busy() || s.WhatIf.Control != nil || s.WhatIf.Problem != "It is lost." {
		t.Errorf("after a failure: %+v", s.WhatIf)
	}
	s.AskControl()
	s.OnResult(&control)
	wantHTML(t, render(t, &WhatIf{State: s}), "The control, with pauses")
}
