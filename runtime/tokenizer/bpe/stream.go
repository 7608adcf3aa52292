package bpe

import "unicode/utf8"

// Stream decodes tokens as they come. What it has written is never half a character.
type Stream struct {
	t    *Tokenizer
	held []byte // the beginning of a character
}

// NewStream returns a stream decoder. It may be used by one goroutine at a time.
func (t *Tokenizer) NewStream() *Stream { return &Stream{t: t} }

// Push takes the next token and returns the text that it completes, which may be "". All texts together, with Flush's,
// are what Decode returns for the tokens; bytes that are no character at all are among them, and Valid replaces them.
func (s *Stream) Push(id int) string {
	s.held = append(s.held, s.t.Token(id)...)
	whole := len(s.held) - incomplete(s.held)
	text := string(s.held[:whole])
	s.held = append(s.held[:0], s.held[whole:]...)
	return text
}

// Flush returns what is held back, the beginning of a character that did not come to its end, or "".
func (s *Stream) Flush() string {
	text := string(s.held)
	s.held = s.held[:0]
	return text
}

// incomplete is how many bytes at the end of a text may be the beginning of a character.
func incomplete(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if end := text[len(text)-n:]; utf8.RuneStart(end[0]) {
			if utf8.FullRune(end) {
				return 0
			}
			return n
		}
	}
	return 0
}
