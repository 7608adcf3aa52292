package page

import (
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
)

// Tallied is how many questions each method is asked.
const Tallied = 100

// TallyState is the race over many questions: each method answers the same ones, one method after the other.
type TallyState struct {
	First uint64 // the number of the first question
	Rows  []TallyRow
	at    int // the row under way
}

// TallyRow is what a method has answered so far.
type TallyRow struct {
	Name, Method string // of the model
	Thoughts     int
	Right, N     int
	Millis       float64 // of all questions together
}

// StartTally asks all methods of the default task the same generated questions, from the number of the one shown.
func (s *State) StartTally() {
	if s.Busy() {
		return
	}
	s.Tally = TallyState{First: s.Seed}
	for _, m := range s.ModelsOf(s.Info.Task) {
		s.Tally.Rows = append(s.Tally.Rows, TallyRow{Name: m.Name, Method: m.Method, Thoughts: m.Thoughts})
	}
	if len(s.Tally.Rows) > 0 {
		s.start(TallyJob)
	}
}

// runTally asks the next method.
func (s *State) runTally() {
	y := &s.Tally
	row := &y.Rows[y.at]
	row.Right, row.N, row.Millis = 0, 0, 0 // the engine may have been started again
	b := engine.Batch{Kind: engine.Kind(s.Info.Task), Seed: y.First, Count: Tallied, Thoughts: row.Thoughts}
	if row.Name != s.Info.Name {
		b.Model = row.Name
	}
	s.Status = Say("Asking {n method} {m question} each.", len(y.Rows), Tallied)
	s.Engine.Batch(b)
}

// count adds results of the method under way.
func (y *TallyState) count(items []engine.BatchItem) {
	row := &y.Rows[y.at]
	for _, it := range items {
		row.N++
		row.Millis += it.Millis
		if it.Verdict == tasks.Right {
			row.Right++
		}
	}
}

// nextTally goes on to the next method, and reports whether there is one.
func (s *State) nextTally() bool {
	if s.Tally.at+1 >= len(s.Tally.Rows) {
		return false
	}
	s.Tally.at++
	s.Job = JobRunning
	s.runTally()
	return true
}

// Done is how many questions have been answered of how many, by all methods together.
func (y *TallyState) Done() (done, all int) {
	for _, r := range y.Rows {
		done += r.N
	}
	return done, Tallied * len(y.Rows)
}

// Summary says how many each method got right, "" while there is nothing to say.
func (y *TallyState) Summary() string {
	text := ""
	for _, r := range y.Rows {
		if r.N == 0 {
			continue
		}
		if text == "" {
			text = "Right:"
		}
		text += " " + Say("{Method} {n} of {m}.", MethodName(r.Method), r.Right, r.N)
	}
	return text
}

// MethodName is what the page calls a method.
func MethodName(method string) string {
	if known := MethodOf(method); known != nil {
		return known.Name
	}
	return method
}
