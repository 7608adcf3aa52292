package tasks

import (
	"errors"
	"strings"

	"github.com/coconut-page/coconut/tasks/english"
)

// ReadSentences cuts a text into sentences, each of which ends with a full stop, a question mark or an exclamation
// mark, and has each read: by its words, the mark, "" at the end of a text without one, and itself with white space
// reduced to single blanks. bad is called for those whose reading is a *SyntaxError, and returns whether to go on.
func ReadSentences(text string, bad func(*SyntaxError) bool, read func(words []string, stop, sentence string) error) {
	if err := TooLong(text); err != nil {
		bad(err)
		return
	}
	for rest := strings.TrimSpace(english.Clean(text)); rest != ""; rest = strings.TrimSpace(rest) {
		end, stop := strings.IndexAny(rest, ".?!"), ""
		sentence, next := rest, ""
		if end >= 0 {
			sentence, stop, next = rest[:end], rest[end:end+1], rest[end+1:]
		}
		words := strings.Fields(sentence)
		if syntax, ok := errors.AsType[*SyntaxError](read(words, stop, strings.Join(words, " ")+stop)); ok && !bad(syntax) {
			return
		}
		rest = next
	}
}

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
