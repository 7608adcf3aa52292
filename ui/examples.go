package ui

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/registry"
)

// Kind is a kind of questions that the page can make, as package registry names them.
type Kind string

// DefaultKind is the kind that the page begins with: the default task's own.
func DefaultKind() Kind { return Kind(registry.Default().Name()) }

// taskOf is the task whose models answer questions of a kind.
func taskOf(k Kind) string {
	if known, ok := registry.FindKind(string(k)); ok {
		return known.Task.Name()
	}
	return ""
}

// ValidKind says whether there is such a kind.
func ValidKind(k Kind) bool {
	_, ok := registry.FindKind(string(k))
	return ok
}

// NewQuestion makes a question of a kind; the same seed gives the same question. It panics for a kind that is not valid.
func NewQuestion(kind Kind, seed uint64) string {
	known, ok := registry.FindKind(string(kind))
	if !ok {
		panic("ui: no kind " + kind)
	}
	text, err := known.Question(seed)
	if err != nil {
		panic("ui: " + err.Error())
	}
	return text
}

// Choose shows a question of a kind; of the kind that is shown already, another one.
func (s *State) Choose(kind Kind) {
	if kind == s.Kind && !s.Edited {
		s.Another()
		return
	}
	if s.Busy() {
		return
	}
	s.clearAnswer()
	s.Kind = kind
	s.showQuestion(s.Seed)
	s.Status = "Here is another question."
}

// maxRandomSeed bounds the numbers of questions that nobody chose, so that they can be read out.
const maxRandomSeed = 1_000_000

// Surprise shows any question at all.
func (s *State) Surprise() {
	if s.Busy() {
		return
	}
	offered := s.Kinds()
	s.clearAnswer()
	s.Kind = offered[rand.IntN(len(offered))]
	s.showQuestion(rand.Uint64N(maxRandomSeed))
	s.Status = "Here is another question."
}

// Kinds are those that a model is there for; the default task's are always offered.
func (s *State) Kinds() []Kind {
	var offered []Kind
	for _, k := range registry.Kinds() {
		if k.Task == registry.Default() || s.modelFor(k.Task.Name()) != "" {
			offered = append(offered, Kind(k.ID))
		}
	}
	return offered
}

// label is what a button calls a kind.
func (k Kind) label() string {
	known, _ := registry.FindKind(string(k))
	return known.Label
}

// few says that there are only a few questions of a kind.
func (k Kind) few() bool {
	known, _ := registry.FindKind(string(k))
	return known.Few
}

// modelFor is the name of the first model that thinks of a task, "" if there is none.
func (s *State) modelFor(task string) string {
	for _, m := range s.Info.Models {
		if m.Task == task && m.Method == runtime.MethodCoconut {
			return m.Name
		}
	}
	return ""
}
