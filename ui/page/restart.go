package page

import "github.com/coconut-page/coconut/engine"

// maxRestarts is how often the engine restarts by itself before the visitor is asked. A question that ends the engine
// every time must not do so forever.
const maxRestarts = 2

// restart starts the engine again after it has ended by itself, and repeats what it was asked.
func (s *State) restart(f engine.Failure) {
	s.restarts++
	note := Say("The program that runs the model ended ({Reason}) and was started again.", f.Message)
	switch s.Job {
	case JobWaiting, JobRunning:
		s.Job, s.askWhenReady = JobWaiting, true
		note = Say("The program that runs the model ended ({Reason}) and was started again, and your question asked again.",
			f.Message)
	case JobStopping:
		s.Job = JobIdle
		note = Say("The program that runs the model ended ({Reason}) and was started again; your question was stopped.",
			f.Message)
	}
	s.Model = ModelAbsent
	s.Load()
	s.Restarted, s.Status = note, note
}

// restarted adds to a message that the engine was restarted on the way, for visitors who listen to the page.
func (s *State) restarted(message string) string {
	if s.Restarted == "" {
		return message
	}
	return message + " " + s.Restarted
}

// giveUp leaves it to the visitor to start again. What was asked is kept, and Retry asks it again.
func (s *State) giveUp(f engine.Failure) {
	s.askWhenReady = s.Job == JobWaiting || s.Job == JobRunning
	s.Job, s.Model, s.Failed, s.LoadError = JobIdle, ModelFailed, f.Kind, f.Message
	if f.Kind == engine.FailedEngine {
		s.LoadError = Say("It was started again {n time}, and ended each time: {Reason}.", s.restarts, f.Message)
	}
	s.restarts, s.Restarted = 0, ""
	s.Status = FailedHeading(f.Kind) + " " + s.LoadError
}

// FailedHeading says in a sentence what a failure is about.
func FailedHeading(k engine.FailureKind) string {
	switch k {
	case engine.FailedEngine:
		return "The program that runs the model has ended."
	case engine.FailedMemory:
		return "There is not enough memory."
	default:
		return "The model could not be loaded."
	}
}
