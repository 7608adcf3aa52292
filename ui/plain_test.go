package ui

import (
	"slices"
	"testing"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/internal/toytask"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/registry"
)

// TestRenderPlain checks that the page shows questions of a task without a graph as text: with the form, the answer and
// the thoughts, and without drawings or experiments on facts. The page knows nothing of the task but its registry
// entry.
func TestRenderPlain(t *testing.T) {
	usual := registry.All
	t.Cleanup(func() { registry.All = usual })
	registry.All = append(slices.Clone(usual), toytask.Task{})

	s, e := newState(t)
	s.Load()
	s.OnReady(engine.Info{Name: "toy", Method: "coconut", Task: toytask.Name, Thoughts: 1, Parameters: 1000})
	s.Edit("2 plus 3?")
	s.Ask()
	if len(e.Asks) != 1 || e.Asks[0].Question != "2 plus 3?" {
		t.Fatalf("the engine was asked %+v", e.Asks)
	}
	wantNoHTML(t, render(t, &Form{State: s}), "Sentence 1", "a question reads")
	s.OnResult(&reasoner.Result{
		Question: "2 plus 3?", Answer: "5", Tokens: []string{"5", "<eos>"}, Verdict: "right", Expected: "5",
		Why: "by the table of sums", Thoughts: 1, Steps: []reasoner.Step{
			{
				Kind: "bot", Top: []reasoner.Candidate{{Token: "4", Prob: 0.5}},
				Direct: []reasoner.Candidate{{Token: "5", Prob: 0.875}},
			},
			{Kind: "thought", Top: []reasoner.Candidate{{Token: "5", Prob: 0.75}}},
			{Kind: "eot", Top: []reasoner.Candidate{{Token: "5", Prob: 1}}},
		},
	})
	wantHTML(t, render(t, &Answer{State: s}), `id="answer"`, "5")
	wantHTML(t, render(t, &Details{State: s}), "by the table of sums")
	s.Toggle("thoughts")
	html := render(t, &Thoughts{State: s})
	wantHTML(t, html, "Thought 1", "88 %", "as if it were about to become a word.")
	wantNoHTML(t, html, "away", "search")
	for _, c := range []vugu.Builder{&Graph{State: s}, &Closer{Graph{State: s}}, &WhatIf{State: s}} {
		wantNoHTML(t, render(t, c), "<svg", "<button")
	}
	for _, c := range []vugu.Builder{&RaceTable{State: s}, &BatchCard{State: s}, &Trace{State: s}, &Facts{State: s}} {
		render(t, c) // each must do without a graph
	}
}
