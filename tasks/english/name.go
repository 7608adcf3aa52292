package english

import (
	"unicode"
	"unicode/utf8"
)

// IsName reports whether a word is somebody's name: names begin with a capital letter, other words do not.
func IsName(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}
