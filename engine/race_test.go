package engine

import (
	"context"
	"testing"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/weights"
)

// TestRace: the page's own model is there, the second is fetched once, and one that is lost ends nothing.
func TestRace(t *testing.T) {
	fetched := 0
	client, r, _ := startPair(t, func(_ context.Context, name string, progress func(Progress)) (Model, Info, error) {
		switch name {
		case "":
			return &countingReasoner{}, modelInfo, nil
		case "lost":
			return nil, Info{}, fault.New("weights", "not there")
		case "far":
			return nil, Info{}, fault.Errorf("weights", "tried in vain: %w", weights.ErrUnreachable)
		}
		fetched++
		progress(Progress{Done: 5, Total: 9})
		return &countingReasoner{}, Info{Name: name}, nil
	})
	client.Load()
	r.expect(t, "ready model")
	client.Race(Race{Question: "Who", Models: []string{"model", "lost", "far", "cot"}})
	r.expect(t, "standing model [] 0/0 []", "standing model [Who 5] 0/0 []",
		"standing lost [] 0/0 []", "standing lost [] 0/0 [Not there.]",
		"standing far [] 0/0 []", "standing far [absent] 0/0 []",
		"standing cot [] 0/0 []", "standing cot [] 5/9 []", "standing cot [Who 5] 0/0 []", "done")
	client.Race(Race{Question: "Who", Models: []string{"cot"}})
	r.expect(t, "standing cot [] 0/0 []", "standing cot [Who 10] 0/0 []", "done")
	if fetched != 1 {
		t.Errorf("fetched %d times", fetched)
	}
	for _, f := range []func(){
		func() { client.Ask(Ask{Question: "Who", Model: "far"}) },
		func() { client.Batch(Batch{Kind: "prontoqa", Count: 2, Model: "far"}) },
	} {
		f()
		r.expect(t, "failed question: The model for such questions is not on this device, "+
			"and its server cannot be reached. [ 0]")
	}
}

func TestRaceBadQuestion(t *testing.T) {
	client, r, _ := startPair(t, loads(&countingReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Race(Race{Question: "unreadable", Models: []string{"model"}})
	r.expect(t, "standing model [] 0/0 []", "failed question: It is unreadable. [ 0]")
}
