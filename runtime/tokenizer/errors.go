package tokenizer

import (
	"fmt"

	"github.com/coconut-page/coconut/internal/fault"
)

var (
	// ErrFormat is wrapped by Load's and NewWordLevel's errors about a file that is malformed or contradicts itself.
	ErrFormat = fault.New("tokenizer", "malformed")
	// ErrUnsupported is wrapped by Load's errors about a part of the format that this package does not support; the
	// message names the field.
	ErrUnsupported = fault.New("tokenizer", "unsupported")
	// ErrTooLong is wrapped by Encode's error about a text longer than MaxText.
	ErrTooLong = fault.New("tokenizer", "text too long")
)

// UnknownWordError says that a text contains a word that is not in the vocabulary, or the name of a special token.
type UnknownWordError struct {
	// Word is the word, or the run of punctuation, that was looked up.
	Word string
	// Offset is where it starts in the text given to Encode, in bytes.
	Offset int
}

func (e *UnknownWordError) Error() string {
	return fmt.Sprintf("tokenizer: unknown word %q at byte %d", e.Word, e.Offset)
}
