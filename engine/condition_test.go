package engine

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/registry"
)

// TestConditions: what each condition feeds in place of the thoughts of a question.
func TestConditions(t *testing.T) {
	own, next := NewQuestion("prosqa", 7), NewQuestion("prosqa", 8)
	for name, want := range map[string]reasoner.Change{
		"zero":     {Kind: reasoner.ChangeZero, Amount: 1, Seed: 7},
		"remove:3": {Kind: reasoner.ChangeRemove, Thought: 3, Amount: 1, Seed: 7},
		"swap:2":   {Kind: reasoner.ChangeSwap, Thought: 2, Amount: 1, Seed: 7, Other: next},
	} {
		c, err := newCondition(name, "prosqa", 7)
		if err != nil {
			t.Fatal(err)
		}
		got := c.changes[0]
		if got.Kind != want.Kind || got.Thought != want.Thought || got.Amount != want.Amount || got.Seed != want.Seed ||
			got.Other != want.Other || c.question != own || c.none || c.predicted != "" {
			t.Errorf("%s: %+v, want %+v", name, c, want)
		}
	}
	c, err := newCondition("mean", "prosqa", 7)
	if err != nil || len(c.changes[0].Others) != intervene.MeanOf || c.changes[0].Others[0] != next {
		t.Errorf("mean: %+v, %v", c, err)
	}
	if _, err := newCondition("zero:x", "prosqa", 7); err == nil {
		t.Error("a thought x is accepted")
	}
}

// TestPatches: a number that a thought names is exchanged for another, or the right one put in, and it is known what
// follows. There is none where thoughts name no such word.
func TestPatches(t *testing.T) {
	for seed := range uint64(20) {
		control, err := newCondition(PatchMatched, "arithmetic", seed)
		if err != nil || control.none || control.predicted != right(t, control.question) {
			t.Fatalf("question %d: %+v, %v", seed, control, err)
		}
		c := control.changes[0]
		if c.Kind != reasoner.ChangeWord || c.Thought == 0 || len(c.Others) != 1 || c.Other != c.Others[0] {
			t.Errorf("question %d: %+v", seed, c)
		}
		other, err := newCondition(Patch, "arithmetic", seed)
		if err != nil || !other.none && (other.predicted == "" || other.predicted == control.predicted ||
			other.changes[0].Other == other.changes[0].Others[0]) {
			t.Errorf("question %d: %+v, %v", seed, other, err)
		}
	}
	for _, name := range []string{Patch + ":1", PatchMatched + ":99"} { // the first thought names whose number is needed
		if c, err := newCondition(name, "arithmetic", 3); err != nil || !c.none {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if c, err := newCondition(Patch, "prontoqa", 3); err != nil || !c.none {
		t.Errorf("prontoqa: %+v, %v", c, err)
	}
}

// TestPairs: the control's question is the same in another order, the other's has the other answer.
func TestPairs(t *testing.T) {
	flipped := 0
	for seed := range uint64(20) {
		control, err := newCondition(Matched, "prosqa", seed)
		if err != nil {
			t.Fatal(err)
		}
		own, other := sentences(control.question), sentences(control.changes[0].Other)
		for fact := range own {
			if !other[fact] {
				t.Errorf("question %d: the control lacks %q", seed, fact)
			}
		}
		if control.changes[0].Other == control.question || control.predicted != right(t, control.question) {
			t.Errorf("question %d: %+v", seed, control)
		}
		edited, err := newCondition(Unmatched, "prosqa", seed)
		if err != nil {
			t.Fatal(err)
		}
		if edited.none {
			continue
		}
		flipped++
		if edited.predicted == right(t, edited.question) || edited.predicted != right(t, edited.changes[0].Other) {
			t.Errorf("question %d: %+v", seed, edited)
		}
	}
	if flipped == 0 {
		t.Error("no question can be flipped")
	}
}

func sentences(text string) map[string]bool {
	all := map[string]bool{}
	for _, s := range strings.Split(text, ".") {
		all[strings.TrimSpace(s)] = true
	}
	return all
}

func right(t *testing.T, text string) string {
	t.Helper()
	_, q, _ := registry.Read(text)
	judged, err := q.Judge("")
	if err != nil {
		t.Fatal(err)
	}
	return judged.Expected
}

// TestBatchUnderConditions: each question is asked as it is and under each condition, and told with its name.
func TestBatchUnderConditions(t *testing.T) {
	var got []BatchItem
	s := &Server{loaded: shallow{}, Yield: func() {}, Send: func(msg string) {
		e, err := decodeEvent(msg)
		if err != nil {
			t.Error(err)
		}
		got = append(got, e.Items...)
	}}
	b := Batch{Kind: "prosqa", Seed: 3, Count: 2, Thoughts: 6, Conditions: []string{"zero", Matched}}
	if _, err := s.batch(t.Context(), 1, b); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "zero", Matched, "", "zero", Matched} {
		if i >= len(got) || got[i].Condition != want || got[i].Seed != 3+uint64(i/3) {
			t.Fatalf("told %+v", got)
		}
	}
}
