package page

import (
	"slices"
	"strings"
	"testing"
)

// TestRepair: one sentence is repaired at a time, or all at once; what nobody can repair is left aside, and can be put
// back. The question itself is never left aside.
func TestRepair(t *testing.T) {
	const pasted = "All cats are animals.  tom is a cat. Rocks are minerals. The weather is fine today. " +
		"Is tom an animal or jewel?"
	s, _ := newState(t)
	s.Edit(pasted)
	if got := s.Reading().Repairs(); !slices.Contains(got, "Every cat is an animal.") || !slices.Contains(got, "") {
		t.Fatalf("the repairs are %q", got)
	}
	_, version := s.Box()
	s.Repair(1)
	if got, after := s.Box(); !strings.HasPrefix(got, "Every cat is an animal.  tom") || after == version {
		t.Fatalf("repaired, it says %q", got)
	}
	s.RepairAll()
	const want = "Every cat is an animal.  Tom is a cat. Every rock is a mineral. Rex is a jewel. " +
		"Is Tom an animal or jewel?"
	aside := []string{"The weather is fine today."}
	if s.Question != want || !slices.Equal(s.Aside, aside) || s.Reading().Question == nil {
		t.Fatalf("all repaired, it says %q; aside %q", s.Question, s.Aside)
	}
	s.PutBack()
	if !strings.Contains(s.Question, "The weather is fine today.") || s.Aside != nil {
		t.Errorf("put back, it says %q; aside %q", s.Question, s.Aside)
	}
	s.RepairAll()
	if s.Edit("Hello there."); s.Aside != nil {
		t.Error("another text still has something aside")
	}
	s.Edit("Tom is a cat. Why is that so?")
	if s.RepairAll(); !strings.HasSuffix(s.Question, "Why is that so?") {
		t.Errorf("the question is lost: %q", s.Question)
	}
	s.Edit(strings.Repeat("This is nothing. ", 500) + pasted)
	if s.RepairAll(); s.Question != want && len(s.Reading().Problems) > 0 {
		t.Errorf("a long paragraph becomes %.200q", s.Question)
	}
}
