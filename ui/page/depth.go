package page

import (
	"fmt"

	"github.com/coconut-page/coconut/reasoner"
)

// Each thought carries the search one fact further, so a question can be deeper than its thoughts reach. The page then
// says so and offers more thoughts.

// TooDeep says that a question was deeper than its thoughts reach, and is "" if it was not.
func TooDeep(r *reasoner.Result) string {
	if r.ThoughtsNeeded == 0 {
		return ""
	}
	facts := len(r.Path) - 1
	if len(r.Chain) > 0 {
		return fmt.Sprintf("Too few thoughts to go without words: the answer is %s away, which takes %s.",
			Plural(facts, "fact"), Plural(r.ThoughtsNeeded, "thought"))
	}
	with := "with " + Plural(r.Thoughts, "thought")
	if r.Thoughts == 0 {
		with = "without thoughts"
	}
	return fmt.Sprintf("Too few thoughts: the answer is %s away, and %s the model looks %d ahead. Beyond that it guesses.",
		Plural(facts, "fact"), with, facts-r.ThoughtsNeeded+r.Thoughts)
}

// CanDeepen reports whether AskDeeper would do anything: the answer belongs to the question in the box, and the page
// offers as many thoughts as it takes.
func (s *State) CanDeepen() bool {
	r := s.Result
	return s.Answers() && r.ThoughtsNeeded > 0 && r.ThoughtsNeeded <= MaxThoughts
}

// AskDeeper asks the question again with as many thoughts as it takes.
func (s *State) AskDeeper() {
	if s.Busy() || !s.CanDeepen() {
		return
	}
	s.SetThoughts(s.Result.ThoughtsNeeded)
	s.Ask()
}
