package ui

import (
	"fmt"
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// Kind is a kind of questions that the page can make.
type Kind string

// The kinds.
const (
	KindProsQA   Kind = "prosqa" // as in the paper
	KindHard     Kind = "hard"   // without the shortcuts of those
	KindShort    Kind = "short"  // few words
	KindWords    Kind = "words"  // in words of everyday
	KindProntoQA Kind = "prontoqa"
)

// kinds are all of them, as the page offers them.
var kinds = []struct {
	Kind  Kind
	Label string
}{
	{KindProsQA, "ProsQA"}, {KindHard, "ProsQA-hard"}, {KindShort, "Short"}, {KindWords, "Everyday words"}, {KindProntoQA, "ProntoQA"},
}

// taskOf is the task whose models answer questions of a kind.
func taskOf(k Kind) string {
	if k == KindProntoQA {
		return "prontoqa"
	}
	return "prosqa"
}

// ValidKind says whether there is such a kind.
func ValidKind(k Kind) bool {
	for _, one := range kinds {
		if one.Kind == k {
			return true
		}
	}
	return false
}

// everyday are questions about words that no model has learnt.
var everyday = []string{
	"Every poodle is a dog. Every dog is a mammal. Every mammal is an animal. Every gecko is a lizard. Every lizard is a reptile. Every reptile is an animal. Rex is a poodle. Lizzy is a gecko. Is Rex a mammal or a reptile?",
	"Every pianist is a musician. Every musician is an artist. Every baker is a craftsman. Every artist is a dreamer. Ada is a pianist. Ben is a baker. Every craftsman is a worker. Is Ada a worker or a dreamer?",
	"Every oak is a tree. Every tree is a plant. Every rose is a flower. Every flower is a plant. Every plant is a being. Every granite is a stone. Every stone is a thing. Woody is an oak. Rocky is a granite. Is Woody a thing or a being?",
	"Every cello is a string-instrument. Every string-instrument is an instrument. Every flute is a wind-instrument. Every instrument is a treasure. Every engine is a machine. Stradi is a cello. Diesel is an engine. Is Stradi a machine or a treasure?",
}

// NewQuestion makes a question of a kind; the same seed gives the same question.
func NewQuestion(kind Kind, seed uint64) string {
	switch kind {
	case KindHard:
		return prosqa.NewGenerator(seed).Hard().Question().Text()
	case KindShort:
		return inEnglish(prosqa.NewGenerator(seed).NextSized(6, 10))
	case KindWords:
		return everyday[seed%uint64(len(everyday))]
	case KindProntoQA:
		return prontoqa.NewGenerator(seed).Next().Question
	}
	return inEnglish(prosqa.NewGenerator(seed).Next())
}

// inEnglish is the text of a generated item with the articles that its words take; the official form has "a" before every word.
func inEnglish(it prosqa.Item) string {
	q, err := prosqa.Parse(it.Question)
	if err != nil {
		panic(fmt.Sprintf("ui: the generator made a question that cannot be read: %v", err))
	}
	return q.Text()
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

// Kinds are those that a model is there for.
func (s *State) Kinds() []Kind {
	var offered []Kind
	for _, k := range kinds {
		if taskOf(k.Kind) == "prosqa" || s.modelFor(taskOf(k.Kind)) != "" {
			offered = append(offered, k.Kind)
		}
	}
	return offered
}

// modelFor is the name of the first model that thinks of a task, "" if there is none.
func (s *State) modelFor(task string) string {
	for _, m := range s.Info.Models {
		if m.Task == task && m.Method == "coconut" {
			return m.Name
		}
	}
	return ""
}
