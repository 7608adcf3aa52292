package engine

import (
	"context"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/reasoner"
)

// TestBatchTellsOfDepth: what a batch tells of a question is what the model's result says.
func TestBatchTellsOfDepth(t *testing.T) {
	for needed, want := range map[int]bool{0: false, 7: true} {
		var got []BatchItem
		s := &Server{loaded: shallow{needed}, Yield: func() {}, Send: func(msg string) {
			e, err := decodeEvent(msg)
			if err != nil {
				t.Error(err)
			}
			got = append(got, e.Items...)
		}}
		if _, err := s.batch(t.Context(), 1, Batch{Kind: "short", Count: 2, Thoughts: 6}); err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0].Deep != want || got[1].Deep != want {
			t.Errorf("%d thoughts needed: told %+v", needed, got)
		}
	}
}

// shallow answers as if so many thoughts were needed.
type shallow struct{ needed int }

func (s shallow) Ask(context.Context, string, reasoner.Options, func(reasoner.Step)) (*reasoner.Result, error) {
	return &reasoner.Result{Path: []string{"a", "b"}, ThoughtsNeeded: s.needed}, nil
}

// TestBatch: every question is asked once, and a cancelled batch tells of what was done.
func TestBatch(t *testing.T) {
	model := &countingReasoner{}
	client, r, _ := startPair(t, loads(model))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Batch(Batch{Kind: "short", Seed: 5, Count: 7})
	r.expect(t, "tally 7", "done")
	if model.asked != 7 {
		t.Errorf("asked %d questions, want 7", model.asked)
	}
	client.Batch(Batch{Kind: "prosqa", Seed: 1, Count: MaxBatch, Thoughts: 3})
	client.Cancel()
	for {
		line := <-r.lines
		if line == "stopped" || line == "done" { // the fake answers at once: it may be done before the cancel arrives
			break
		}
		if !strings.HasPrefix(line, "tally") {
			t.Fatalf("heard %q", line)
		}
	}
}

// TestBatchOfUnknownKind: whoever speaks the protocol can get a kind wrong. That fails the request, and ends nothing.
func TestBatchOfUnknownKind(t *testing.T) {
	client, r, _ := startPair(t, loads(&countingReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	for kind, want := range map[Kind]string{
		"riddle": `failed question: There is no kind of questions "riddle". [ 0]`,
		"":       `failed question: There is no kind of questions "". [ 0]`,
	} {
		client.Batch(Batch{Kind: kind, Count: 1})
		r.expect(t, want)
	}
	client.Ask(Ask{Question: "Who"})
	r.expect(t, "result Who 1 steps 0")
}
