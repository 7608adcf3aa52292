package page

import (
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
)

// MaxThoughts is the most latent steps that the page offers for any question, usualThoughts for one whose model was
// trained with no more; most were trained with six.
const MaxThoughts, usualThoughts = 24, 8

// defaultThoughts is shown until the model has said how many it was trained with.
const defaultThoughts = 6

// ModelPhase is how far the model is.
type ModelPhase int

// The phases of a model.
const (
	ModelAbsent  ModelPhase = iota // not asked for, or the load was stopped
	ModelLoading                   // bytes are arriving
	ModelReady
	ModelFailed // LoadError says why, and Failed what it is about
)

// JobPhase is how far the job is.
type JobPhase int

// The phases of a job.
const (
	JobIdle     JobPhase = iota
	JobWaiting           // for the model, which is still loading
	JobRunning           // the engine works on it
	JobStopping          // cancelled, but the engine has not said so yet
)

// JobKind says what a job is for.
type JobKind int

// The jobs.
const (
	AskJob JobKind = iota
	WhatIfJob
	RaceJob
	BatchJob
	StudyJob
	SceneJob
	TallyJob
)

// State is everything that the page shows, and what its controls do. It is not safe for concurrent use: event handlers
// hold Vugu's lock, and ui.Rerender takes it for the calls of the engine.
type State struct {
	Engine engine.Engine

	Question string
	Kind     engine.Kind
	Seed     uint64 // the shown question is Engine.NewQuestion(Kind, Seed) as long as Edited is false
	Edited   bool
	Thoughts int

	Model     ModelPhase
	Progress  engine.Progress // of the model, while ModelLoading
	Info      engine.Info     // valid from ModelReady on
	Forgotten bool            // the weights that were kept are deleted
	LoadError string
	Failed    engine.FailureKind // what LoadError is about
	Restarted string             // says that the engine was restarted, until the visitor goes on

	Job     JobPhase
	JobKind JobKind         // of the job under way, or the last one
	Steps   []reasoner.Step // of the ask under way, or of the last one
	Result  *reasoner.Result
	// Answered is the question that Result belongs to, nil if there is none.
	Answered *Reading

	// Aside are the sentences that RepairAll took out of the question in the box.
	Aside []string

	// Recording is the file that Result was read from, "" for an answer of the engine's; RecordingProblem says why a file
	// cannot be shown.
	Recording, RecordingProblem string

	// Program is the size of the program as it was sent, in bytes; Startup is the time from the visitor's arrival until
	// the page could be used, in milliseconds. Both are 0 if the browser does not say.
	Program, Startup int64

	// Offline means that the browser has no network. It is a hint for the visitor; everything is tried all the same.
	Offline bool

	// Bare leaves the drawing out of the first render, so that the page can be seen and used sooner.
	Bare bool

	// Narrow asks for a drawing that fits a phone, Still for no animation without a click. The browser knows both.
	Narrow, Still bool

	K       int  // the drawing shows the state after so many thoughts
	Playing bool // and goes on by itself
	Colour  Colour

	// Opened are the parts of the page that the visitor has unfolded. Folded parts are not rendered: a render costs time
	// on the page's thread for every element there is.
	Opened map[string]bool

	Editor EditorState

	Standings []engine.Standing // of the last race
	Racing    bool              // the race is being shown
	Tally     TallyState
	Batch     BatchState
	WhatIf    WhatIfState
	Study     StudyState
	Scenes    ScenesState
	Chat      ChatState
	Beside    Beside

	// Status and Alert are the texts of two live regions; Alert is "" while nothing is wrong with the question.
	Status, Alert string

	badLink        bool            // the alert is about a link, not the question
	thoughtsChosen bool            // by the visitor, so OnReady leaves them alone
	opened         bool            // the model that is being loaded can be asked
	askWhenReady   bool            // if the load fails, Retry asks again
	met            map[string]bool // the models of other tasks that have answered, so are here
	restarts       int             // of the engine by itself, since it last did what it was asked
	boxVersion     int
	mark           *Range
	reveal         bool    // scroll to the new answer
	place          string  // to scroll to, by its id
	greeting       bool    // the answer under way is to what the page opened with, so nothing needs to scroll
	alertSentence  int     // that Alert is about, 0 if about none
	stepsOf        string  // the question that Steps and Result belong to
	wantK          int     // the thought that a link asks for, -1 for none
	raced          string  // the question that Standings belong to
	clock          float64 // of the race that is shown, in milliseconds
	original       string  // the question before it was repaired
	split          int     // how many questions RaceSplit has shown

	download    *Download
	reading     *Reading // of the question in the box, see Reading
	drawn       *Layout  // of drawnOf, see Layout
	drawnOf     *Reading
	drawnNarrow bool
}

// NewState returns the page as it opens, with the question of the seed in the box. Nothing is loaded before Load.
func NewState(e engine.Engine, seed uint64) *State {
	s := &State{
		Engine: e, Thoughts: defaultThoughts, Kind: defaultKind(), Opened: map[string]bool{},
		Batch: BatchState{Kind: defaultKind(), Count: 100}, WhatIf: WhatIfState{Kind: WhatIfAtOnce, Amount: 1},
		wantK: -1, Chat: newChatState(), Beside: Beside{ChatState: newChatState()}, Colour: ColourHeld,
	}
	s.showQuestion(seed)
	return s
}

// Busy reports whether a job waits or runs.
func (s *State) Busy() bool { return s.Job != JobIdle }

// Running reports whether a job of a kind waits or runs.
func (s *State) Running(k JobKind) bool { return s.JobKind == k && s.Busy() }

// Toggle folds or unfolds a part of the page.
func (s *State) Toggle(part string) { s.Opened[part] = !s.Opened[part] }

// CanStop reports whether there is anything for Stop to end.
func (s *State) CanStop() bool {
	return s.Job == JobWaiting || s.Job == JobRunning || s.Model == ModelLoading
}

// Edit takes over the text of the question box after the visitor changed it.
func (s *State) Edit(text string) {
	if text == s.Question {
		return
	}
	s.Question, s.Edited, s.Alert, s.mark, s.Aside = text, true, "", nil, nil
	s.wantK = -1
}

// SetThoughts chooses the number of latent steps, limited to 0..MaxThoughts; AskedThoughts limits it further.
func (s *State) SetThoughts(n int) {
	s.Thoughts, s.thoughtsChosen = min(max(n, 0), MaxThoughts), true
}

// MostThoughts is the most latent steps that the page offers for the question in the box.
func (s *State) MostThoughts() int { return max(usualThoughts, min(s.Trained(), MaxThoughts)) }

// Trained is how many thoughts the model was trained with that the question in the box goes to.
func (s *State) Trained() int {
	if m, ok := s.Other(); ok {
		return m.Thoughts
	}
	return s.Info.Thoughts
}

// AskedThoughts is the number of latent steps that the question in the box is asked with: the visitor's choice, or what
// its model was trained with.
func (s *State) AskedThoughts() int {
	if s.otherTask() && !s.thoughtsChosen {
		return min(s.Trained(), MaxThoughts)
	}
	return min(s.Thoughts, s.MostThoughts())
}

// Another puts the next question into the box. It counts the seed up, so that a shared link leads through the same
// questions.
func (s *State) Another() {
	if s.Busy() {
		return
	}
	s.clearAnswer()
	s.showQuestion(s.Seed + 1)
	s.Status = "Here is another question."
}

func (s *State) showQuestion(seed uint64) {
	s.Aside = nil
	if taskOf(s.Kind) != s.Reading().Task.Name() {
		s.thoughtsChosen = false // it was for another model
		s.describe(s.Info)
	}
	s.Seed, s.Edited, s.Question = seed, false, s.Engine.NewQuestion(s.Kind, seed)
	s.boxVersion++
	s.wantK = -1
}

// Load starts to fetch the model, unless it is there or on its way.
func (s *State) Load() {
	if s.Model == ModelLoading || s.Model == ModelReady {
		return
	}
	s.Model, s.Progress, s.LoadError, s.opened = ModelLoading, engine.Progress{}, "", false
	s.Status = "Loading the model."
	s.Engine.Load()
}

// Forget deletes the weights that were kept on this device. The loaded model stays usable.
func (s *State) Forget() {
	if s.Busy() || s.Model != ModelReady || s.Forgotten {
		return
	}
	s.Engine.Forget()
}

// Retry loads again after a failure, and repeats what was waiting for the model.
func (s *State) Retry() {
	if s.Model != ModelFailed {
		return
	}
	if s.askWhenReady {
		s.Job = JobWaiting
	}
	s.Restarted = ""
	s.Load()
}

// Ask puts the question in the box to the model, as soon as the model is there.
func (s *State) Ask() {
	if s.Busy() {
		return
	}
	s.clearAnswer()
	s.start(AskJob)
}

// start begins a job as soon as the model is there.
func (s *State) start(t JobKind) {
	s.JobKind, s.Restarted = t, ""
	if s.Model == ModelReady || s.Model == ModelLoading && s.opened {
		s.run()
		return
	}
	s.Job, s.askWhenReady = JobWaiting, true
	s.Load()
	s.Status = "The question waits for the model."
}

func (s *State) run() {
	s.Job, s.askWhenReady = JobRunning, s.Model == ModelLoading
	switch s.JobKind {
	case WhatIfJob:
		s.runWhatIf()
	case RaceJob:
		s.runRace()
	case BatchJob:
		s.runBatch()
	case StudyJob:
		s.runStudy()
	case SceneJob:
		s.runScene()
	case TallyJob:
		s.runTally()
	default:
		s.runAsk()
	}
}

func (s *State) runAsk() {
	s.stepsOf = s.Question
	s.Status = statusThinking
	if s.Model == ModelLoading {
		s.Status = statusEarly
	}
	a := engine.Ask{Question: s.Question, Thoughts: s.AskedThoughts(), TopK: engine.TopK}
	if s.otherTask() {
		a.Model = s.modelFor(s.Reading().Task.Name())
		if size := s.Fetches(); size > 0 {
			s.Status = Say("Fetching another model, {Size}, to answer this.", FormatBytes(size))
		}
		if !s.thoughtsChosen {
			a.Thoughts = -1 // the model's own number
		}
	}
	s.Engine.Ask(a)
}

// What the status line says while a question is under way: in a complete model, and in one that is still arriving.
const (
	statusThinking = "Thinking."
	statusEarly    = "The question is read while the model arrives."
)

func (s *State) clearAnswer() {
	s.Steps, s.Result, s.Answered, s.Alert, s.mark = nil, nil, nil, "", nil
	if s.JobKind == WhatIfJob {
		s.askWhenReady = false // there is no answer left to experiment with
	}
	s.K, s.Playing = 0, false
	s.Standings, s.WhatIf.After, s.WhatIf.Control, s.Racing = nil, nil, nil, false
	s.Restarted, s.Recording, s.RecordingProblem = "", "", ""
}

// Stop ends what is under way. The page says "Stopped" once the engine has.
func (s *State) Stop() {
	if !s.CanStop() {
		return
	}
	s.Job, s.askWhenReady = JobStopping, false
	s.Status = "Stopping."
	s.Engine.Cancel()
}

// Network is the text of the badge, a live region; "" while there is a network.
func (s *State) Network() string {
	if s.Offline {
		return "Offline"
	}
	return ""
}
