package page

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// StartRace puts the question in the box to every model of its task.
func (s *State) StartRace() {
	if s.Busy() {
		return
	}
	s.Standings, s.Alert, s.mark, s.Racing = nil, "", nil, false
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

// splitting are questions of the full size on which the methods differ, chosen by running all of them: on each of these
// two or three of the five others are right, and they are not always the same ones.
var splitting = []uint64{23, 7, 20, 21, 38, 3}

// RaceSplit shows the next question on which the methods differ, and races.
func (s *State) RaceSplit() {
	if s.Busy() {
		return
	}
	s.clearAnswer()
	s.Kind = defaultKind()
	s.showQuestion(splitting[s.split%len(splitting)])
	s.split++
	s.StartRace()
}

// The race is shown slowed down: every raceTick, the clock goes on by so much that the slowest needs raceTicks.
const (
	raceTick  = 100 // milliseconds
	raceTicks = 50
)

// slowest is the time of the slowest model in the race, in milliseconds.
func (s *State) slowest() (ms float64) {
	for _, l := range s.Standings {
		if l.Result != nil {
			ms = max(ms, Took(l.Result))
		}
	}
	return ms
}

// Took is the time of an answer in milliseconds, without what the page adds.
func Took(r *reasoner.Result) float64 { return r.PrefillMS + r.ThinkMS + r.DecodeMS }

// Lane is how far a model is by the race's clock: the thoughts and tokens that it has come to, and the milliseconds.
func (s *State) Lane(r *reasoner.Result) (thoughts int, tokens []string, ms float64, done bool) {
	ms = min(s.clock, Took(r))
	thoughts = r.Thoughts
	if left := ms - r.PrefillMS; left < r.ThinkMS {
		return int(max(left, 0) / r.ThinkMS * float64(thoughts)), nil, ms, false
	}
	n := len(r.Tokens)
	if done = ms >= Took(r); !done {
		n = int((ms - r.PrefillMS - r.ThinkMS) / r.DecodeMS * float64(n))
	}
	return thoughts, r.Tokens[:n], ms, done
}

// SlowedBy is how many times slower the race is shown than it was.
func (s *State) SlowedBy() int { return int(raceTick * raceTicks / max(s.slowest(), 1e-3)) }

// tickRace goes on with the race.
func (s *State) tickRace() {
	s.clock += s.slowest() / raceTicks
	s.Racing = s.clock < s.slowest()
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
	text := Say("The race is over: {n} of {m model} right.", right, len(s.Standings)-absent)
	switch absent {
	case 0:
		return text
	case 1:
		return text + " 1 more is not on this device."
	}
	return text + " " + Say("{n} more are not on this device.", absent)
}
