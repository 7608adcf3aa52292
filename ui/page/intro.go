package page

import (
	"math/rand/v2"
	"strings"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks/registry"
)

// The page opens with a small question in everyday words, whose search plays without a click; a question of the full
// size is one click away.

// maxTold is the most facts that the page repeats beside the drawing, and maxToldText their most bytes.
const maxTold, maxToldText = 10, 500

// fewQuantities are fewer than a word problem of the full size has.
const fewQuantities = 5

// Greet shows and asks the question that the page opens with, if the model may be fetched unasked.
func (s *State) Greet(ask bool) {
	s.Kind = everydayKind()
	s.showQuestion(0)
	if ask {
		s.greeting = true
		s.Ask()
	}
}

// everydayKind is the kind of the questions in everyday words, numbersKind that of word problems in everyday numbers:
// of the kinds of the default task, or of another, the one with few questions.
func everydayKind() engine.Kind { return fewOf(true) }
func numbersKind() engine.Kind  { return fewOf(false) }

func fewOf(theDefault bool) engine.Kind {
	for _, k := range registry.Kinds() {
		if k.Few && (k.Task == registry.Default()) == theDefault {
			return engine.Kind(k.ID)
		}
	}
	return defaultKind()
}

// Small reports whether the question in the box is smaller than those that the models were trained on.
func (s *State) Small() bool {
	r := s.Reading()
	if r.Sums != nil {
		return len(r.Sums.Quantities) <= fewQuantities
	}
	return r.Question != nil && len(r.Question.Graph.Edges) <= maxTold
}

// Answers reports whether the answer that the page has is to the question in the box.
func (s *State) Answers() bool { return s.Result != nil && s.stepsOf == s.Question }

// Next does what the primary button says: it asks the question in the box, or once that is answered a random one of the
// full size, of the same task.
func (s *State) Next() {
	if s.Busy() {
		return
	}
	if s.Answers() {
		s.Kind = engine.Kind(s.Reading().Task.Name())
		s.showQuestion(rand.Uint64N(maxRandomSeed))
	}
	s.Ask()
}

// Told is the question in the box in two parts, to be shown beside the drawing: its facts, or how many there are, and
// what it asks.
func (s *State) Told() (facts, asked string) { return Tell(s.Question) }

// Tell does that for any question.
func Tell(question string) (facts, asked string) {
	text := strings.TrimSpace(question)
	if end := strings.LastIndex(text, ". "); end >= 0 {
		facts, asked = text[:end+1], text[end+2:]
	} else {
		asked = text
	}
	if n := strings.Count(facts, "."); n > maxTold || len(facts) > maxToldText {
		facts = Say("Given {n fact}:", n)
	}
	return facts, Clip(asked)
}
