package answer

import "strings"

// Whole takes the whole text, without white space around it, for the answer.
func Whole(text string) (string, bool) {
	text = strings.TrimSpace(text)
	return text, text != ""
}
