package tasks

import "errors"

// ParseBy reads a question sentence by sentence, up to the first that cannot be read: for a task's Parse. read calls
// bad for those, and goes on if it returns true; finish judges the sentences as a whole.
func ParseBy[Q any](text string, read func(text string, bad func(*SyntaxError) bool), finish func() (Q, error)) (
	q Q, err error) {
	var first error
	if read(text, func(err *SyntaxError) bool { first = err; return false }); first != nil {
		return q, first
	}
	return finish()
}

// CheckBy is ParseBy that goes on after a sentence that cannot be read, for a task's Check: it returns the problems of
// a text, in its order and at most MaxProblems, or the question if there are none.
func CheckBy[Q any](text string, read func(text string, bad func(*SyntaxError) bool), finish func() (Q, error)) (
	q Q, problems []*SyntaxError) {
	read(text, func(err *SyntaxError) bool {
		problems = append(problems, err)
		return len(problems) < MaxProblems
	})
	if len(problems) > 0 { // the sentences as a whole cannot be judged
		return q, problems
	}
	whole, err := finish()
	if syntax, ok := errors.AsType[*SyntaxError](err); ok {
		return q, []*SyntaxError{syntax}
	}
	return whole, nil
}
