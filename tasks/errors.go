package tasks

import (
	"errors"
	"fmt"
)

// Limits of the text that a task reads; a visitor's text is untrusted.
const (
	MaxText      = 64 << 10 // bytes
	MaxSentences = 512
	// MaxProblems is how many sentences Task.Check complains about at most.
	MaxProblems = 20
)

// SyntaxError says which sentence of a question cannot be read, and why, for the person who wrote it.
type SyntaxError struct {
	// Sentence counts from 1; 0 means the text as a whole.
	Sentence int
	// Text is the sentence as written, with white space reduced to single blanks; "" for the text as a whole.
	Text string
	// Reason is why it cannot be read.
	Reason string
}

// Error implements error.
func (e *SyntaxError) Error() string {
	if e.Sentence == 0 {
		return e.Reason
	}
	return fmt.Sprintf("sentence %d, %q: %s", e.Sentence, Shorten(e.Text), e.Reason)
}

// Shorten shortens text that is too long to be quoted in a message.
func Shorten(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// TooLong returns the SyntaxError of a text with more than MaxText bytes, nil for any other.
func TooLong(text string) *SyntaxError {
	if len(text) <= MaxText {
		return nil
	}
	return &SyntaxError{Reason: fmt.Sprintf("the text has %d bytes; the limit is %d", len(text), MaxText)}
}

// ErrUndecidable is the sentinel of UndecidableErrors.
var ErrUndecidable = errors.New("tasks: the facts do not decide the question")

// UndecidableError says that the facts lead to none of the answers, or to several. errors.Is finds ErrUndecidable in
// it.
type UndecidableError struct {
	// Reason says which, for people.
	Reason string
}

// Error implements error.
func (e *UndecidableError) Error() string { return "the facts do not decide the question: " + e.Reason }

// Is lets errors.Is find ErrUndecidable.
func (e *UndecidableError) Is(target error) bool { return target == ErrUndecidable }

// Undecided returns an UndecidableError.
func Undecided(format string, args ...any) error {
	return &UndecidableError{Reason: fmt.Sprintf(format, args...)}
}

// JudgeUndecided turns an UndecidableError into the judgement of any answer; ok is false for other errors.
func JudgeUndecided(err error) (j Judgement, ok bool) {
	undecidable, ok := errors.AsType[*UndecidableError](err)
	if !ok {
		return Judgement{}, false
	}
	return Judgement{Verdict: Undecidable, Why: undecidable.Reason}, true
}

// UnknownWordError is about a word that the model does not know and that has no substitute.
type UnknownWordError struct{ Word string }

// Error implements error.
func (e *UnknownWordError) Error() string { return fmt.Sprintf("the model does not know %q", e.Word) }
