package page

import (
	"reflect"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

func TestQuestions(t *testing.T) {
	s, e := newState(t)
	if want := e.NewQuestion(uitest.KindProsQA, 7); s.Question != want {
		t.Errorf("NewState: question %q; want that of its seed, %q", s.Question, want)
	}
	_, before := s.Box()
	s.Edit("Tom is a hat.")
	if text, version := s.Box(); text != "Tom is a hat." || version != before {
		t.Errorf("Box after Edit = %q, version %d; want the text, and version %d still (the box has it already)", text,
			version, before)
	}
	if !s.Edited {
		t.Error("Edit: the question still counts as generated")
	}
	s.Another()
	text, version := s.Box()
	if text != e.NewQuestion(uitest.KindProsQA, 8) || version == before || s.Edited || s.Seed != 8 {
		t.Errorf("Another: box %q version %d, edited %t, seed %d; want the question of seed 8 in a new version", text,
			version, s.Edited, s.Seed)
	}
}

func TestAskWaitsForTheModel(t *testing.T) {
	s, e := newState(t)
	s.Ask()
	if s.Job != JobWaiting || s.Model != ModelLoading || e.Loads != 1 || len(e.Asks) != 0 {
		t.Fatalf("Ask without a model: job %d, model %d, %d loads, %d asks; want it to wait for one load", s.Job,
			s.Model, e.Loads, len(e.Asks))
	}
	s.Ask()
	s.Another()
	if e.Loads != 1 || s.Seed != 7 {
		t.Errorf("Ask and Another while it waits: %d loads, seed %d; want them to do nothing", e.Loads, s.Seed)
	}
	s.OnProgress(engine.Progress{Done: 10, Total: 40})
	if s.Progress.Done != 10 || s.Progress.Total != 40 {
		t.Errorf("OnProgress(Progress{Done: 10, Total: 40}): %d of %d", s.Progress.Done, s.Progress.Total)
	}
	s.OnReady(uitest.Info)
	want := engine.Ask{Question: s.Question, Thoughts: uitest.Info.Thoughts, TopK: engine.TopK}
	if s.Job != JobRunning || len(e.Asks) != 1 || !reflect.DeepEqual(e.Asks[0], want) {
		t.Errorf("OnReady: job %d, asks %+v; want one, %+v", s.Job, e.Asks, want)
	}
}

// TestAskWhileLoading: from when the model is opened, a question sets out; what becomes of the load is told beside it.
func TestAskWhileLoading(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.Ask()
	s.OnOpened(uitest.Info)
	if s.Job != JobRunning || s.Model != ModelLoading || len(e.Asks) != 1 ||
		e.Asks[0].Thoughts != uitest.Info.Thoughts {
		t.Fatalf("OnOpened: job %d, model %d, asks %+v; want the waiting question to run while the model loads", s.Job,
			s.Model, e.Asks)
	}
	s.OnProgress(engine.Progress{Done: 10, Total: 40, Layer: 2, Layers: 3, Read: 2})
	if s.Progress.Layer != 2 || s.Progress.Read != 2 {
		t.Errorf("OnProgress: %+v", s.Progress)
	}
	s.OnFailed(engine.Failure{Kind: engine.FailedLoad, Message: "Gone."})
	if s.Job != JobIdle || s.Model != ModelFailed {
		t.Fatalf("the load failed: job %d, model %d", s.Job, s.Model)
	}
	s.Retry()
	s.OnOpened(uitest.Info)
	if s.Job != JobRunning || len(e.Asks) != 2 {
		t.Fatalf("after Retry: job %d, %d asks; want the question asked again", s.Job, len(e.Asks))
	}
	s.OnReady(uitest.Info)
	if s.Job != JobRunning || s.Model != ModelReady || len(e.Asks) != 2 || s.Status != "Thinking." {
		t.Errorf("OnReady: job %d, model %d, %d asks, status %q; want the question to go on", s.Job, s.Model,
			len(e.Asks), s.Status)
	}
	s.OnResult(uitest.Result())
	if s.Job != JobIdle || s.Result == nil {
		t.Errorf("OnResult: job %d, result %v", s.Job, s.Result)
	}
}

func TestThoughts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		choose []int
		want   int
	}{
		{"the model's own", nil, uitest.Info.Thoughts},
		{"chosen", []int{2}, 2},
		{"none", []int{0}, 0},
		{"too many", []int{99}, usualThoughts},
		{"too few", []int{-1}, 0},
		{"the last choice", []int{3, 5}, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, e := newState(t)
			for _, n := range tt.choose {
				s.SetThoughts(n)
			}
			s.Load()
			s.OnReady(uitest.Info)
			s.Ask()
			if got := e.Asks[0].Thoughts; got != tt.want {
				t.Errorf("asked for %d thoughts; want %d", got, tt.want)
			}
		})
	}
}

func TestResult(t *testing.T) {
	s, _ := runningState(t)
	s.OnStep(reasoner.Step{Kind: "thought"})
	if len(s.Steps) != 1 {
		t.Fatalf("OnStep: %d steps shown; want 1", len(s.Steps))
	}
	r := uitest.Result()
	s.OnResult(r)
	if s.Busy() || s.Result != r || len(s.Steps) != len(r.Steps) {
		t.Errorf("OnResult: busy %t, %d steps; want the result and its %d steps", s.Busy(), len(s.Steps), len(r.Steps))
	}
	if want := "Answer: Tom is a lempus. Right."; s.Status != want {
		t.Errorf("OnResult: status %q; want %q", s.Status, want)
	}
	s.Ask()
	if s.Result != nil || len(s.Steps) != 0 {
		t.Error("Ask: the last answer still stands there")
	}
}

func TestStop(t *testing.T) {
	s, e := runningState(t)
	s.OnStep(reasoner.Step{Kind: "thought"})
	s.Stop()
	if s.Job != JobStopping || e.Cancels != 1 || s.CanStop() {
		t.Fatalf("Stop: job %d, %d cancels, can stop again %t", s.Job, e.Cancels, s.CanStop())
	}
	s.Stop()
	if e.Cancels != 1 {
		t.Error("Stop, twice: cancelled twice")
	}
	s.OnStopped()
	if s.Busy() || s.Status != "Stopped after 1 thought." || s.Model != ModelReady {
		t.Errorf("OnStopped: busy %t, status %q, model %d; want it idle with the model kept", s.Busy(), s.Status,
			s.Model)
	}
}

func TestStopLoading(t *testing.T) {
	s, e := newState(t)
	s.Ask()
	s.Stop()
	s.OnStopped()
	if s.Busy() || s.Model != ModelAbsent || s.Status != "Stopped." {
		t.Errorf("stopped while loading: busy %t, model %d, status %q", s.Busy(), s.Model, s.Status)
	}
	s.Load()
	s.OnReady(uitest.Info)
	if e.Loads != 2 || len(e.Asks) != 0 {
		t.Errorf("loaded again: %d loads, %d asks; want the stopped question forgotten", e.Loads, len(e.Asks))
	}
}

// A load may end before the cancel reaches it: the question is stopped all the same.
func TestStopTooLate(t *testing.T) {
	s, e := newState(t)
	s.Ask()
	s.Stop()
	s.OnReady(uitest.Info)
	if s.Busy() || len(e.Asks) != 0 || s.Model != ModelReady {
		t.Errorf("ready after Stop: busy %t, %d asks, model %d; want an idle page with a model", s.Busy(), len(e.Asks),
			s.Model)
	}
}

func TestLoadFails(t *testing.T) {
	s, e := newState(t)
	s.Ask()
	s.OnFailed(engine.Failure{Kind: engine.FailedLoad, Message: "A chunk is missing."})
	if s.Busy() || s.Model != ModelFailed || s.LoadError != "A chunk is missing." {
		t.Fatalf("failed load: busy %t, model %d, error %q", s.Busy(), s.Model, s.LoadError)
	}
	if want := "The model could not be loaded. A chunk is missing."; s.Status != want {
		t.Errorf("failed load: status %q; want %q", s.Status, want)
	}
	s.Retry()
	if s.Model != ModelLoading || s.Job != JobWaiting || e.Loads != 2 || s.LoadError != "" {
		t.Fatalf("Retry: model %d, job %d, %d loads, error %q; want a second load that the question waits for", s.Model,
			s.Job, e.Loads, s.LoadError)
	}
	s.Retry()
	if e.Loads != 2 {
		t.Error("Retry while loading: loaded again")
	}
	s.OnReady(uitest.Info)
	if len(e.Asks) != 1 {
		t.Errorf("ready after Retry: %d asks; want the one that waited", len(e.Asks))
	}
}

func TestQuestionFails(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	s.OnReady(uitest.Info)
	s.Edit("Tom is a lempus.\n Tom  likes tea. Is Tom a hat or cat?")
	s.Ask()
	s.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "Sentence 2 is odd.", Text: "Tom likes tea.",
		Sentence: 2})
	if s.Busy() || s.Model != ModelReady || s.Alert != "Sentence 2 is odd." {
		t.Fatalf("bad question: busy %t, model %d, alert %q", s.Busy(), s.Model, s.Alert)
	}
	if m := s.TakeMark(); m == nil || s.Question[m.Start:m.End] != "Tom  likes tea." {
		t.Errorf("TakeMark() = %v; want the second sentence as it stands in the box", m)
	}
	if m := s.TakeMark(); m != nil {
		t.Errorf("TakeMark(), again = %v; want nil", m)
	}
	s.Edit("Tom is a lempus.")
	if s.Alert != "" {
		t.Errorf("Edit: alert %q; want it gone", s.Alert)
	}
}

func TestMark(t *testing.T) {
	const question = "Tom is 𝒶 hat. Is Tom a hat or cat?  Odd"
	for _, tt := range []struct {
		name string
		f    engine.Failure
		want *Range
	}{
		{"first sentence; letters past the BMP count twice", engine.Failure{Sentence: 1}, &Range{Start: 0, End: 14}},
		{"second sentence", engine.Failure{Sentence: 2, Text: "whatever"}, &Range{Start: 15, End: 35}},
		{"unfinished sentence", engine.Failure{Sentence: 3}, &Range{Start: 37, End: 40}},
		{"no such sentence", engine.Failure{Sentence: 4}, nil},
		{"a word", engine.Failure{Text: "cat"}, &Range{Start: 31, End: 34}},
		{"no such word", engine.Failure{Text: "dog"}, nil},
		{"the whole text", engine.Failure{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := newState(t)
			s.Edit(question)
			tt.f.Kind = engine.FailedQuestion
			s.OnFailed(tt.f)
			got := s.TakeMark()
			if (got == nil) != (tt.want == nil) || got != nil && *got != *tt.want {
				t.Errorf("mark of %+v = %v; want %v", tt.f, got, tt.want)
			}
		})
	}
}

// TestMarked: the sentences that cannot be read are marked where they stand, but not the one that is still being
// written.
func TestMarked(t *testing.T) {
	s, _ := newState(t)
	check := func(want ...Piece) {
		t.Helper()
		if got := s.Marked(); !slices.Equal(got, want) {
			t.Errorf("%q: marked %+v, want %+v", s.Question, got, want)
		}
	}
	check()
	s.Edit("Tom  likes tea. Every cat is a pet.\nCats purr. Is Tom a cat or pet?")
	check(Piece{"Tom  likes tea.", true}, Piece{" Every cat is a pet.\n", false}, Piece{"Cats purr.", true},
		Piece{" Is Tom a cat or pet?", false})
	s.Edit("Tom is a cat. Every cat is")
	check()
	s.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "No.", Sentence: 2})
	check(Piece{"Tom is a cat. ", false}, Piece{"Every cat is", true})
	if problems := s.Problems(); len(problems) != 1 || !s.Alerted(problems[0]) {
		t.Errorf("the alert and the list say the same: %v", problems)
	}
	s.Edit("Tom is a cat. Eva is a dog. Is Tom a cat or dog?")
	check()
	s.Edit("Tom is a cat.")
	check() // what is missing stands nowhere
	if problems := s.Problems(); len(problems) != 1 || problems[0].Sentence != 0 {
		t.Errorf("a text without a question has the problems %v", problems)
	}
}
