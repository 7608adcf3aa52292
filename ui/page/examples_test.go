package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// TestExamples: every question that the page makes can be read and decided, and is made again by its seed.
func TestExamples(t *testing.T) {
	for _, kind := range []engine.Kind{uitest.KindProsQA, uitest.KindHard, uitest.KindShort, uitest.KindWords} {
		for seed := range uint64(8) {
			text := engine.NewQuestion(kind, seed)
			if r := Read(text); r.Question == nil || r.Target < 0 || len(r.Question.Graph.Symbols) > maxDrawn {
				t.Errorf("%s no. %d: %q cannot be read, decided or drawn: %v", kind, seed, text, r.Problems)
			}
			if text != engine.NewQuestion(kind, seed) {
				t.Errorf("%s no. %d: another question the second time", kind, seed)
			}
		}
	}
	s, _ := newState(t)
	if slices.Contains(s.Kinds(), uitest.KindProntoQA) {
		t.Error("ProntoQA is offered without a model for it")
	}
	s.OnReady(uitest.RaceInfo)
	if !slices.Contains(s.Kinds(), uitest.KindProntoQA) {
		t.Error("ProntoQA is not offered, though there is a model for it")
	}
}

func TestChoose(t *testing.T) {
	s, _ := newState(t)
	s.Choose(uitest.KindHard)
	if s.Kind != uitest.KindHard || s.Seed != 7 || s.Question != engine.NewQuestion(uitest.KindHard, 7) {
		t.Errorf("Choose: kind %s, no. %d, %q", s.Kind, s.Seed, s.Question)
	}
	s.Choose(uitest.KindHard)
	if s.Seed != 8 {
		t.Errorf("chosen again: no. %d; want the next", s.Seed)
	}
	s.Ask()
	s.Choose(uitest.KindShort)
	s.Surprise()
	if s.Kind != uitest.KindHard || s.Seed != 8 {
		t.Error("while a question waits, another one was put in its place")
	}
}

// TestSurprise: each kind on offer is drawn, and the questions of every kind are read as those of its own task.
func TestSurprise(t *testing.T) {
	s, _ := newState(t)
	drawn := map[engine.Kind]bool{}
	for range 2000 {
		s.Surprise()
		drawn[s.Kind] = true
	}
	for _, k := range registry.Kinds() {
		text := engine.NewQuestion(engine.Kind(k.ID), 5)
		if task, _, problems := registry.Read(text); len(problems) > 0 || task != k.Task {
			t.Errorf("%s: a question that cannot be read as its task's: %q: %v", k.ID, text, problems)
		}
	}
	for _, k := range s.Kinds() {
		if !drawn[k] {
			t.Errorf("%s is offered and never drawn", k)
		}
	}
}

// TestReadPronto: ProntoQA questions are drawn, and what follows is what their own oracle says.
func TestReadPronto(t *testing.T) {
	right := map[string]int{}
	for seed := range uint64(30) {
		r := Read(engine.NewQuestion(uitest.KindProntoQA, seed))
		if r.Task.Name() != "prontoqa" || r.Question == nil || r.Target < 0 || !r.OnPath[r.Target] || r.TwoKinds() ||
			len(r.Problems) > 0 {
			t.Fatalf("no. %d: %+v", seed, r)
		}
		right[r.Right]++
		layOut(r, true)
	}
	if right["True"] == 0 || right["False"] == 0 || len(right) != 2 {
		t.Errorf("right answers %v", right)
	}
}

// TestProntoProblems: what was meant for ProntoQA is read as such, and every sentence that cannot be is named.
func TestProntoProblems(t *testing.T) {
	r := Read("Alex is a tumpus. Tumpuses purr. Tumpuses are happy. Max likes tea. True or false: Alex is happy.")
	if len(r.Problems) != 2 || r.Problems[0].Sentence != 2 || r.Problems[1].Sentence != 4 ||
		!strings.Contains(r.Problems[0].Reason, "Xes are Ys") {
		t.Errorf("problems %+v; want sentences 2 and 4", r.Problems)
	}
	r = Read("Alex is a tumpus. Tumpuses are gorpuses. Gorpuses are tumpuses. True or false: Alex is happy.")
	if len(r.Problems) != 1 || r.Question != nil {
		t.Errorf("a circle: %+v", r.Problems)
	}
}
