package page

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

var gone = engine.Failure{Kind: engine.FailedEngine, Message: "gone"}

// TestEngineDies: the engine is started again, the question asked again, and the page says so until the visitor goes
// on.
func TestEngineDies(t *testing.T) {
	s, e := runningState(t)
	s.OnFailed(gone)
	const note = "The program that runs the model ended (gone) and was started again, and your question asked again."
	if s.Job != JobWaiting || s.Model != ModelLoading || e.Loads != 2 || s.Status != note {
		t.Fatalf("dead engine: job %d, model %d, %d loads, status %q", s.Job, s.Model, e.Loads, s.Status)
	}
	s.OnReady(uitest.Info)
	if len(e.Asks) != 2 || e.Asks[1].Question != e.Asks[0].Question {
		t.Fatalf("ready again: asks %+v; want the same question twice", e.Asks)
	}
	s.OnResult(uitest.Result())
	if want := "Answer: Tom is a lempus. Right. " + note; s.Status != want {
		t.Errorf("status %q; want %q", s.Status, want)
	}
	if s.Restarted != note {
		t.Errorf("the page says %q of the restart; want %q", s.Restarted, note)
	}
	if s.Ask(); s.Restarted != "" {
		t.Errorf("the next question is asked, and the page still says %q", s.Restarted)
	}
}

// TestEngineDiesIdle: nothing was asked, and nothing is asked after the restart; what was stopped stays so.
func TestEngineDiesIdle(t *testing.T) {
	for name, begin := range map[string]func(s *State){"idle": func(s *State) { s.OnResult(uitest.Result()) },
		"stopping": (*State).Stop} {
		s, e := runningState(t)
		begin(s)
		s.OnFailed(gone)
		if s.Busy() || s.Model != ModelLoading || e.Loads != 2 {
			t.Errorf("%s: busy %t, model %d, %d loads; want it to load again", name, s.Busy(), s.Model, e.Loads)
		}
		s.OnReady(uitest.Info)
		if s.Busy() || len(e.Asks) != 1 || !strings.HasPrefix(s.Status,
			"The model is ready. The program that runs the model ended") {
			t.Errorf("%s, ready again: busy %t, %d asks, status %q", name, s.Busy(), len(e.Asks), s.Status)
		}
	}
}

// TestEngineKeepsDying: a question that ends the engine each time is not asked forever, and a Retry begins to count
// anew.
func TestEngineKeepsDying(t *testing.T) {
	s, e := runningState(t)
	for range 2 {
		for restart := range maxRestarts {
			s.OnFailed(gone)
			s.OnReady(uitest.Info)
			if s.Job != JobRunning {
				t.Fatalf("restart %d: job %d; want the question asked again", restart, s.Job)
			}
		}
		s.OnFailed(gone)
		if s.Busy() || s.Model != ModelFailed || s.Restarted != "" {
			t.Fatalf("given up: busy %t, model %d, %q", s.Busy(), s.Model, s.Restarted)
		}
		const why = "It was started again 2 times, and ended each time: gone."
		if want := "The program that runs the model has ended. " + why; s.LoadError != why || s.Status != want {
			t.Errorf("given up: error %q, status %q; want %q", s.LoadError, s.Status, want)
		}
		s.Retry()
		s.OnReady(uitest.Info)
	}
	s.OnResult(uitest.Result())
	s.Ask()
	s.OnFailed(gone)
	if want := 2*(maxRestarts+1) + 2; e.Loads != want || s.Model != ModelLoading {
		t.Errorf("%d loads, model %d; want %d, the last after an answer had come", e.Loads, s.Model, want)
	}
}

// TestRestartFails: what the restarted engine cannot load is Retry's to load, with the question.
func TestRestartFails(t *testing.T) {
	s, e := runningState(t)
	s.OnFailed(gone)
	s.OnFailed(engine.Failure{Kind: engine.FailedLoad, Message: "A chunk is missing."})
	if s.Busy() || s.Model != ModelFailed || s.Status != "The model could not be loaded. A chunk is missing." {
		t.Fatalf("busy %t, model %d, status %q", s.Busy(), s.Model, s.Status)
	}
	s.Retry()
	s.OnReady(uitest.Info)
	if len(e.Asks) != 2 {
		t.Errorf("%d asks; want the question asked again", len(e.Asks))
	}
}

// TestOutOfMemory: another engine would need as much, so nothing is started without the visitor.
func TestOutOfMemory(t *testing.T) {
	s, e := runningState(t)
	s.OnFailed(engine.Failure{Kind: engine.FailedMemory, Message: "Close other tabs."})
	if s.Busy() || s.Model != ModelFailed || e.Loads != 1 {
		t.Fatalf("busy %t, model %d, %d loads", s.Busy(), s.Model, e.Loads)
	}
	if want := "There is not enough memory. Close other tabs."; s.Status != want || s.Failed != engine.FailedMemory {
		t.Errorf("status %q, failed %s; want %q", s.Status, s.Failed, want)
	}
	s.Another()
	s.Ask()
	s.OnReady(uitest.Info)
	if len(e.Asks) != 2 || e.Asks[1].Question == e.Asks[0].Question {
		t.Errorf("asks %+v; want the next question on a new engine", e.Asks)
	}
}

// TestRetryWithoutAnswer: an experiment is repeated by Retry while its answer is there, and forgotten with it.
func TestRetryWithoutAnswer(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(s *State)
		asks int
	}{
		{"the answer is still there", func(*State) {}, 3},
		{"another question", (*State).Another, 2},
		{"another kind", func(s *State) { s.Choose(uitest.KindShort) }, 2},
		{"any question", (*State).Surprise, 2},
		{"a link", func(s *State) { s.Open(EmptyLink()) }, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, e := runningState(t)
			s.Edit(editable)
			s.OnResult(uitest.GraphResult(editable))
			s.StartWhatIf()
			s.OnFailed(engine.Failure{Kind: engine.FailedMemory, Message: "Close other tabs."})
			tt.do(s)
			s.Retry()
			s.OnReady(uitest.Info)
			if len(e.Asks) != tt.asks || s.Busy() != (tt.asks == 3) {
				t.Errorf("asked %d times, busy %t; want %d", len(e.Asks), s.Busy(), tt.asks)
			}
		})
	}
}
