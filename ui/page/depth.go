package page

import "github.com/coconut-page/coconut/reasoner"

// Each thought carries the search one fact further, so a question can be deeper than its thoughts reach. The page then
// says so and offers more thoughts.

// TooDeep says that a question was deeper than its thoughts reach, and is "" if it was not.
func TooDeep(r *reasoner.Result) string {
	if r.ThoughtsNeeded == 0 {
		return ""
	}
	facts := len(r.Path) - 1
	if r.ThoughtsNeeded > facts { // a fact takes more than one
		return Say("Too few thoughts: this answer takes {n thought}. Without them the model guesses.", r.ThoughtsNeeded)
	}
	if len(r.Chain) > 0 {
		return Say("Too few thoughts to go without words: the answer is {n fact} away, which takes {m thought}.", facts,
			r.ThoughtsNeeded)
	}
	ahead := facts - r.ThoughtsNeeded + r.Thoughts
	if r.Thoughts == 0 {
		return Say("Too few thoughts: the answer is {n fact} away, and without thoughts the model looks {m} ahead. "+
			"Beyond that it guesses.", facts, ahead)
	}
	return Say("Too few thoughts: the answer is {n fact} away, and with {m thought} the model looks {k} ahead. "+
		"Beyond that it guesses.", facts, r.Thoughts, ahead)
}

// CanDeepen reports whether AskDeeper would do anything: the answer belongs to the question in the box, and the page
// offers as many thoughts as it takes.
func (s *State) CanDeepen() bool {
	r := s.Result
	return s.Answers() && r.ThoughtsNeeded > 0 && r.ThoughtsNeeded <= s.MostThoughts()
}

// AskDeeper asks the question again with as many thoughts as it takes.
func (s *State) AskDeeper() {
	if s.Busy() || !s.CanDeepen() {
		return
	}
	s.SetThoughts(s.Result.ThoughtsNeeded)
	s.Ask()
}
