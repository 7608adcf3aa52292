package main

import (
	"io"
	"strings"
	"unicode"
)

// visible returns a writer that shows the control characters of a model's text instead of letting them act on a
// terminal. Where nobody looks, as in a pipe, the text stays as it is.
func visible(w io.Writer) io.Writer {
	if !isTerminal(w) {
		return w
	}
	return visibleWriter{w}
}

type visibleWriter struct{ w io.Writer }

// Write implements io.Writer. Texts come in whole characters.
func (v visibleWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.w, showControls(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// showControls replaces all control characters but line ends and tabs: those of ASCII by their pictures, others by a
// mark.
func showControls(text string) string {
	const pictures, deleted = '\u2400', '\u2421'
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || !unicode.IsControl(r):
			return r
		case r < ' ':
			return pictures + r
		case r == 0x7f:
			return deleted
		}
		return unicode.ReplacementChar
	}, text)
}
