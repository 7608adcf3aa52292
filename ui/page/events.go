package page

import (
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

var _ engine.Listener = (*State)(nil)

// OnProgress implements engine.Listener.
func (s *State) OnProgress(p engine.Progress) { s.Progress = p }

// OnOpened implements engine.Listener: a waiting job begins.
func (s *State) OnOpened(info engine.Info) {
	if s.Model != ModelLoading {
		return
	}
	s.opened = true
	s.describe(info)
	if s.Job == JobWaiting {
		s.run()
	}
}

// describe takes over what a model says about itself, and its number of thoughts unless the visitor chose one.
func (s *State) describe(info engine.Info) {
	s.Info = info
	if !s.thoughtsChosen && info.Name != "" {
		s.Thoughts = min(max(info.Thoughts, 0), MaxThoughts)
	}
}

// OnReady implements engine.Listener: a waiting job begins, unless it has begun already.
func (s *State) OnReady(info engine.Info) {
	s.Model, s.askWhenReady = ModelReady, false
	s.describe(info)
	switch s.Job {
	case JobWaiting:
		s.run()
	case JobRunning:
		if s.Status == statusEarly {
			s.Status = statusThinking
		}
	case JobStopping: // the last byte was faster than the cancel
		s.OnStopped()
	default:
		s.Status = s.restarted("The model is ready.")
	}
}

// OnStep implements engine.Listener.
func (s *State) OnStep(step reasoner.Step) {
	if s.JobKind == AskJob {
		s.Steps = append(s.Steps, step)
	}
}

// OnResult implements engine.Listener.
func (s *State) OnResult(r *reasoner.Result) {
	s.Job, s.restarts = JobIdle, 0
	s.meet(r.Model)
	switch s.JobKind {
	case WhatIfJob:
		s.whatIfResult(r)
		return
	case SceneJob:
		s.sceneResult(r)
		return
	}
	s.Result, s.Steps = r, r.Steps
	s.Answered = Read(r.Question)
	s.present()
	s.Status = Say("Answer: {answer}", r.Answer) + " " + VerdictWord(r.Verdict)
	if deeper := TooDeep(r); deeper != "" {
		s.Status += " " + deeper
	}
	s.Status = s.restarted(s.Status)
	if s.Editor.again {
		s.Editor.again = false
		s.askEdited()
	}
}

// OnDone implements engine.Listener.
func (s *State) OnDone() {
	s.Job, s.restarts = JobIdle, 0
	switch s.JobKind {
	case RaceJob:
		s.Status = s.raceStatus()
		s.clock, s.Racing = 0, !s.Still && s.slowest() > 0
	case BatchJob:
		s.Status = "Done. " + s.Batch.Summary()
	case StudyJob:
		s.Status = s.Study.Summary()
	case TallyJob:
		if !s.nextTally() {
			s.Status = s.Tally.Summary()
		}
	}
}

// OnForgotten implements engine.Listener.
func (s *State) OnForgotten(problem string) {
	if problem != "" {
		s.Status = Say("The downloaded weights could not be deleted: {Reason}", problem)
		return
	}
	s.Forgotten, s.Status = true, "The downloaded weights were deleted."
}

// OnStopped implements engine.Listener.
func (s *State) OnStopped() {
	if s.Model == ModelLoading {
		s.Model = ModelAbsent
	}
	thoughts := countThoughts(s.Steps)
	s.Job, s.Status = JobIdle, "Stopped."
	if thoughts > 0 && s.JobKind == AskJob {
		s.Status = Say("Stopped after {n thought}.", thoughts)
	}
}

// OnFailed implements engine.Listener.
func (s *State) OnFailed(f engine.Failure) {
	if s.JobKind == AskJob {
		s.Steps = nil
	}
	switch {
	case f.Kind == engine.FailedQuestion && (s.JobKind == WhatIfJob || s.JobKind == StudyJob):
		s.Job, s.restarts, s.WhatIf.Problem, s.Status = JobIdle, 0, f.Message, f.Message
		s.WhatIf.asking = false
	case f.Kind == engine.FailedQuestion && s.JobKind == SceneJob:
		s.Job, s.restarts, s.Scenes.Problem, s.Status = JobIdle, 0, f.Message, f.Message
	case f.Kind == engine.FailedQuestion:
		s.Job, s.restarts, s.Alert, s.Status, s.badLink = JobIdle, 0, f.Message, "", false
		s.mark, s.alertSentence = markOf(s.Question, f), f.Sentence
	case f.Kind == engine.FailedEngine && s.restarts < maxRestarts:
		s.restart(f)
	default:
		s.giveUp(f)
	}
}

// countThoughts counts the latent steps among all steps.
func countThoughts(steps []reasoner.Step) int {
	n := 0
	for _, s := range steps {
		if s.Kind == string(runtime.StepThought) {
			n++
		}
	}
	return n
}
