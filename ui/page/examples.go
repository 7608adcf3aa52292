package page

import (
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks/registry"
)

// defaultKind is the kind that the page begins with: the default task's own.
func defaultKind() engine.Kind { return engine.Kind(registry.Default().Name()) }

// taskOf is the task whose models answer questions of a kind.
func taskOf(k engine.Kind) string {
	if known, ok := registry.FindKind(string(k)); ok {
		return known.Task.Name()
	}
	return ""
}

// ValidKind says whether there is such a kind.
func validKind(k engine.Kind) bool {
	_, ok := registry.FindKind(string(k))
	return ok
}

// Choose shows a question of a kind; of the kind that is shown already, another one.
func (s *State) Choose(kind engine.Kind) {
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
func (s *State) Kinds() []engine.Kind {
	var offered []engine.Kind
	for _, k := range registry.Kinds() {
		if k.Task == registry.Default() || s.modelFor(k.Task.Name()) != "" {
			offered = append(offered, engine.Kind(k.ID))
		}
	}
	return offered
}

// kindLabel is what a button calls a kind.
func KindLabel(k engine.Kind) string {
	known, _ := registry.FindKind(string(k))
	return known.Label
}

// batchKinds are the kinds of which there are enough different questions for a batch.
func (s *State) BatchKinds() []engine.Kind {
	return slices.DeleteFunc(s.Kinds(), func(k engine.Kind) bool {
		known, _ := registry.FindKind(string(k))
		return known.Few
	})
}
