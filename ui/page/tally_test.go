package page

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// TestTally: every method is asked the same questions, one after the other, counted while they run; it can be stopped.
func TestTally(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.StartTally()
	models := s.ModelsOf(s.Info.Task)
	for i, m := range models {
		if len(e.Batches) != i+1 {
			t.Fatalf("%d batches after %d methods", len(e.Batches), i)
		}
		b := e.Batches[i]
		if b.Seed != s.Seed || b.Count != Tallied || b.Thoughts != m.Thoughts || b.Model != m.Name && m.Name != s.Info.Name {
			t.Errorf("%s is asked %+v", m.Name, b)
		}
		s.OnTally([]engine.BatchItem{{Verdict: "right", Millis: 2}, {Verdict: "wrong", Millis: 4}})
		if row := s.Tally.Rows[i]; row.Right != 1 || row.N != 2 || row.Millis != 6 || !s.Running(TallyJob) {
			t.Errorf("%s has %+v", m.Name, row)
		}
		s.OnDone()
	}
	if done, all := s.Tally.Done(); s.Busy() || done != 2*len(models) || all != Tallied*len(models) ||
		!strings.Contains(s.Status, "1 of 2") {
		t.Errorf("at the end %d of %d, busy %v, status %q", done, all, s.Busy(), s.Status)
	}
	s.StartTally()
	s.Stop()
	s.OnStopped()
	if s.Busy() || len(e.Batches) != len(models)+1 {
		t.Errorf("stopped, it goes on: %d batches", len(e.Batches))
	}
}
