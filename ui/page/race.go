package page

import (
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
)

// StartRace puts the question in the box to every model of its task.
func (s *State) StartRace() {
	if s.Busy() {
		return
	}
	s.Standings, s.Alert, s.mark = nil, "", nil
	s.start(RaceJob)
}

func (s *State) runRace() {
	s.raced = s.Question
	s.Status = "The race is on."
	var names []string
	for _, m := range s.Racers() {
		names = append(names, m.Name)
	}
	s.Engine.Race(engine.Race{Question: s.Question, Models: names})
}

// RaceStale reports whether the question in the box is another one than that of the race.
func (s *State) RaceStale() bool { return s.raced != s.Question }

// Racers are the models of the task of the question in the box, in the order of methods.
func (s *State) Racers() []engine.ModelInfo {
	if s.otherTask() {
		return s.ModelsOf(s.Reading().Task.Name())
	}
	return s.ModelsOf(s.Info.Task)
}

// OnStanding implements engine.Listener: what is new about a model replaces what was known.
func (s *State) OnStanding(l engine.Standing) {
	if i := slices.IndexFunc(s.Standings, func(old engine.Standing) bool { return old.Model == l.Model }); i >= 0 {
		s.Standings[i] = l
		return
	}
	s.Standings = append(s.Standings, l)
}

// raceStatus is the outcome of a race, for the status line.
func (s *State) raceStatus() string {
	right, absent := 0, 0
	for _, l := range s.Standings {
		if l.Absent {
			absent++
		}
		if l.Result != nil && l.Result.Verdict == tasks.Right {
			right++
		}
	}
	text := fmt.Sprintf("The race is over: %d of %s right.", right, Plural(len(s.Standings)-absent, "model"))
	switch absent {
	case 0:
		return text
	case 1:
		return text + " 1 more is not on this device."
	}
	return fmt.Sprintf("%s %d more are not on this device.", text, absent)
}
