package page

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks/registry"
)

// defaultKind is the kind that the page opens with: that of the default task.
func defaultKind() engine.Kind { return engine.Kind(registry.Default().Name()) }

// taskOf is the task whose models answer questions of a kind, "" if there is no such kind.
func taskOf(k engine.Kind) string {
	if known, ok := registry.FindKind(string(k)); ok {
		return known.Task.Name()
	}
	return ""
}

// validKind reports whether there is such a kind.
func validKind(k engine.Kind) bool {
	_, ok := registry.FindKind(string(k))
	return ok
}

// Choose shows a question of a kind. If one of that kind is shown already, it shows the next.
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

// maxRandomSeed bounds the seeds of questions that nobody chose, so that they can be read out.
const maxRandomSeed = 1_000_000

// Surprise shows a random question of a random kind.
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

// Kinds are the kinds that there is a model for; those of the default task are always offered.
func (s *State) Kinds() []engine.Kind { return s.offered(true) }

// BatchKinds are those of them with enough different questions for a batch.
func (s *State) BatchKinds() []engine.Kind { return s.offered(false) }

// offered are the kinds that there is a model for, with or without those that have only a few questions.
func (s *State) offered(few bool) []engine.Kind {
	var offered []engine.Kind
	for _, k := range registry.Kinds() {
		if (few || !k.Few) && (k.Task == registry.Default() || s.modelFor(k.Task.Name()) != "") {
			offered = append(offered, engine.Kind(k.ID))
		}
	}
	return offered
}

// KindLabel is the text of the button for a kind.
func KindLabel(k engine.Kind) string {
	known, _ := registry.FindKind(string(k))
	return known.Label
}
