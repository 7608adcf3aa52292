package gsm8k

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// ErrItem is wrapped by every error about a data file.
var ErrItem = errors.New("gsm8k: bad data file")

// Item is one word problem. Its JSON form is Coconut's.
type Item struct {
	// Question is the problem as the file has it, white space included: "Natalia sold clips to 48 of her friends …".
	Question string `json:"question"`
	// Steps are the equations, as Coconut trains them: "<<48/2=24>>", without white space inside. A file in Coconut's form
	// may have steps in words instead. A problem whose authors annotated none has no steps.
	Steps []string `json:"steps"`
	// Answer is the final answer, without white space around it and without the commas of "1,080". In GSM8k's own files it
	// is a whole number.
	Answer string `json:"answer"`
}

// Key returns the same for two questions that differ in spelling only. The 500 problems of iCoT's validation file are
// among the 7,473 of the official training file: who trains on the one and evaluates on the other must leave them out.
func Key(question string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= utf8.RuneSelf:
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return -1
	}, question)
}

// fieldError says which field of an item is bad, and why.
type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return e.field + ": " + e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

func badField(field, format string, args ...any) error {
	return &fieldError{field, fmt.Errorf(format, args...)}
}

var errEmpty = errors.New("empty")

// newItem checks what all forms have in common. Empty steps, which Coconut's script writes for a problem without any,
// are left out.
func newItem(question *string, steps []string, answer string) (it Item, err error) {
	answer = strings.TrimSpace(strings.ReplaceAll(answer, ",", ""))
	switch {
	case question == nil:
		return it, &fieldError{"question", jsonlist.ErrMissing}
	case strings.TrimSpace(*question) == "":
		return it, &fieldError{"question", errEmpty}
	case answer == "":
		return it, &fieldError{"answer", errEmpty}
	case strings.ContainsAny(answer, "\r\n"):
		return it, badField("answer", "more than one line")
	}
	it = Item{Question: *question, Steps: []string{}, Answer: answer}
	for i, step := range steps {
		if strings.ContainsAny(step, "\r\n") {
			return it, badField("steps", "step %d has more than one line", i+1)
		}
		if step = strings.TrimSpace(step); step != "" {
			it.Steps = append(it.Steps, step)
		}
	}
	return it, nil
}
