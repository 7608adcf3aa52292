package ui

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
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
	for _, m := range s.racers() {
		names = append(names, m.Name)
	}
	s.Engine.Race(engine.Race{Question: s.Question, Models: names})
}

// Method is a method by which models are trained, as people call it.
type Method struct {
	ID   string // its name in a model's config, see package runtime
	Name string
	Note string // what is special about it
}

// methods are the methods that race, in the order of the paper's table.
var methods = []Method{
	{runtime.MethodCoconut, "Coconut", "thinks in vectors, which were trained to name the words of a search, then answers"},
	{runtime.MethodCoT, "Chain of thought", "writes its reasoning out, word by word"},
	{runtime.MethodNoCoT, "No chain", "answers at once"},
	{runtime.MethodICoT, "Implicit chain", "learnt with a chain that was then taken away"},
	{runtime.MethodPause, "Pause tokens", "waits as long as Coconut thinks"},
	{runtime.MethodPauseAsThought, "Pause as thought", "Coconut’s lessons, but pauses in the thoughts’ place"},
}

// methodOf is the method of a name in a model's config, nil if it does not race.
func methodOf(id string) *Method {
	i := slices.IndexFunc(methods, func(m Method) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &methods[i]
}

// raceStale reports whether the box holds another question by now than the one that raced.
func (s *State) raceStale() bool { return s.raced != s.Question }

// racers are the models of the question's task, in the order of methods.
func (s *State) racers() []engine.ModelInfo {
	if s.otherTask() {
		return s.modelsOf(s.Reading().Task.Name())
	}
	return s.modelsOf(s.Info.Task)
}

// modelsOf are the models of a task, in the order of methods. Without a list of models there is the loaded one.
func (s *State) modelsOf(task string) []engine.ModelInfo {
	var racers []engine.ModelInfo
	for _, m := range methods {
		for _, info := range s.Info.Models {
			if info.Method == m.ID && info.Task == task {
				racers = append(racers, info)
			}
		}
	}
	if len(racers) == 0 && s.Model == ModelReady && task == s.Info.Task {
		i := s.Info
		racers = []engine.ModelInfo{{Name: i.Name, Method: i.Method, Task: i.Task, Thoughts: i.Thoughts, Bytes: i.Bytes}}
	}
	return racers
}

// OnStanding implements Listener: what is new of a model replaces what was known of it.
func (s *State) OnStanding(l engine.Standing) {
	if i := slices.IndexFunc(s.Standings, func(old engine.Standing) bool { return old.Model == l.Model }); i >= 0 {
		s.Standings[i] = l
		return
	}
	s.Standings = append(s.Standings, l)
}

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
	text := fmt.Sprintf("The race is over: %d of %s right.", right, plural(len(s.Standings)-absent, "model"))
	switch absent {
	case 0:
		return text
	case 1:
		return text + " 1 more is not on this device."
	}
	return fmt.Sprintf("%s %d more are not on this device.", text, absent)
}

// Race shows the same question answered by every method, side by side.
type RaceTable struct {
	State *State
}

// RaceRow is one method in the race.
type RaceRow struct {
	Name, Note, Class      string
	Answer, Verdict        string
	VerdictClass           string
	Tokens, Passes, Millis string
	Chain                  []ChainLink
	State                  string // while there is no answer
	Deeper                 string // says that the question is deeper than the model's thoughts reach
}

func (c *RaceTable) has() bool { return c.State.Model == ModelReady && len(c.State.racers()) > 0 }

func (c *RaceTable) running() bool { return c.State.running(RaceJob) }

func (c *RaceTable) started() bool { return len(c.State.Standings) > 0 }

// stale says that the box holds another question by now.
func (c *RaceTable) stale() bool { return c.started() && c.State.raceStale() }

// cost says what the race will download.
func (c *RaceTable) cost() string {
	var bytes int64
	n := 0
	for _, m := range c.State.racers() {
		if m.Name != c.State.Info.Name {
			bytes, n = bytes+m.Bytes, n+1
		}
	}
	switch {
	case n == 0 || c.started():
		return ""
	case c.State.Offline:
		return "Without a network only the models race that are on this device already."
	}
	return "The first race fetches " + plural(n, "more model") + ", " + formatBytes(bytes) + " in all."
}

// stop ends this task and no other.
func (c *RaceTable) stop() {
	if c.running() {
		c.State.Stop()
	}
}

func (c *RaceTable) label() string {
	if c.running() {
		return "Racing…"
	}
	return "Race"
}

func (c *RaceTable) rows() []RaceRow {
	var rows []RaceRow
	for _, m := range c.State.racers() {
		row := RaceRow{Name: m.Method, Class: "racer"}
		if known := methodOf(m.Method); known != nil {
			row.Name, row.Note = known.Name, known.Note
		}
		c.fill(&row, m)
		rows = append(rows, row)
	}
	if c.State.Reading().guesser() == nil {
		return rows
	}
	return append(rows, c.heuristic())
}

func (c *RaceTable) fill(row *RaceRow, m engine.ModelInfo) {
	i := slices.IndexFunc(c.State.Standings, func(l engine.Standing) bool { return l.Model == m.Name })
	switch {
	case i < 0:
		if c.running() {
			row.State = "waits"
		}
	case c.State.Standings[i].Absent:
		row.State = "is not on this device, and its server cannot be reached"
	case c.State.Standings[i].Problem != "":
		row.State = "could not run: " + c.State.Standings[i].Problem
	case c.State.Standings[i].Result != nil:
		row.result(c.State.Standings[i].Result, m.Task)
	case c.State.Standings[i].Total > 0:
		row.State = "is fetched: " + formatBytes(c.State.Standings[i].Done) + " of " + formatBytes(c.State.Standings[i].Total)
	default:
		row.State = "runs"
	}
}

func (r *RaceRow) result(res *reasoner.Result, task string) {
	r.Answer, r.Verdict, r.VerdictClass = res.Answer, verdictWord(res.Verdict), verdictClass(res.Verdict)
	if r.Answer == "" {
		r.Answer = "(no answer)"
	}
	r.Tokens = strconv.Itoa(len(res.Tokens) + res.Thoughts)
	r.Passes = strconv.Itoa(passes(res))
	r.Millis = formatMillis(res.PrefillMS + res.ThinkMS + res.DecodeMS)
	r.Deeper = tooDeep(res)
	if len(res.Chain) > 0 {
		r.Chain = read(res.Question).chain(res)
	}
}

// passes are the model's runs that had to wait for one another: one over the question, one a thought, and one for each token it said, the
// first of which comes out of the pass over <eot>.
func passes(res *reasoner.Result) int { return 1 + res.Thoughts + len(res.Tokens) }

// heuristic is the row of a rule that does no reasoning.
func (c *RaceTable) heuristic() RaceRow {
	row := RaceRow{Name: "A rule of thumb", Note: "no model: the candidate nearer to the name, whichever way the arrows point", Class: "racer rule"}
	if !c.started() || c.stale() {
		return row
	}
	row.Tokens, row.Passes, row.Millis = "0", "0", "–"
	answer, verdict, ok := c.State.Reading().guesser().Guess()
	if !ok {
		row.Answer, row.Verdict, row.VerdictClass = "(both are equally near)", "A coin’s toss.", "verdict open"
		return row
	}
	row.Answer, row.Verdict, row.VerdictClass = answer, verdictWord(verdict), verdictClass(verdict)
	return row
}
