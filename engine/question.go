package engine

import (
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/tasks/registry"
)

// Kind names a kind of questions that can be made in any number, as package registry names it.
type Kind string

// NewQuestion makes a question of a kind; the same seed gives the same question. It panics if there is no such kind.
func NewQuestion(kind Kind, seed uint64) string {
	text, err := question(kind, seed)
	if err != nil {
		panic(err)
	}
	return text
}

// question makes a question of a kind that may not exist.
func question(kind Kind, seed uint64) (string, error) {
	known, ok := registry.FindKind(string(kind))
	if !ok {
		return "", fault.Errorf("engine", "there is no kind of questions %q", string(kind))
	}
	return known.Question(seed)
}
