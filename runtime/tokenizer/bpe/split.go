package bpe

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// step is one pre-tokenizer. Several follow each other: each splits the pieces that the one before it left, and sees
// nothing beyond a piece.
type step uint8

const (
	digits       step = iota // each number character on its own
	digitRuns                // runs of them
	gpt2                     // GPT-2's expression
	qwen2                    // Qwen2's
	llama3                   // Llama 3's
	punctuations             // the four of llama.cpp's default, from here on
	gpt2Gaps                 // GPT-2's, without its last alternative
	numberRuns
	triples
)

// expressions are the steps' regular expressions as they stand in files, which are compared by their text.
var expressions = map[string]step{
	`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`: gpt2,
	`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`:    gpt2,
	clitics + `|` + word + `|\p{N}` + rest:                                       qwen2,
	clitics + `|` + word + `|\p{N}{1,3}` + rest:                                  llama3,
	`[\p{P}\$\+<=>\^~\|]+`:                                                       punctuations,
	`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)`:     gpt2Gaps,
	`\p{N}+`:          numberRuns,
	`[0-9][0-9][0-9]`: triples,
}

const (
	clitics = `(?i:'s|'t|'re|'ve|'m|'ll|'d)`
	word    = `[^\r\n\p{L}\p{N}]?\p{L}+`
	rest    = `| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

// scan finds the pieces of a text, which must be valid UTF-8.
type scan struct {
	text   string
	looked int // how many characters were looked at, for tests
}

// next is where the piece ends that starts at a place within the text.
func (s *scan) next(by step, at int) int {
	switch by {
	case digits:
		return s.digits(at, true)
	case digitRuns:
		return s.digits(at, false)
	case qwen2:
		return s.modern(at, 1)
	case llama3:
		return s.modern(at, 3)
	case punctuations:
		return s.punctuations(at)
	case numberRuns:
		return s.numbers(at)
	case triples:
		return s.triples(at)
	}
	return s.gpt2(at) // what gpt2Gaps does not match is a piece, too: the same
}

// class is the class of the character at a place, and its size.
func (s *scan) class(at int) (class uint8, size int) {
	s.looked++
	if b := s.text[at]; b < utf8.RuneSelf {
		return ascii[b], 1
	}
	r, size := utf8.DecodeRuneInString(s.text[at:])
	return classify(r), size
}

// run is where the characters of a class end that start at a place, which may be the end of the text.
func (s *scan) run(at int, class uint8) int {
	for at < len(s.text) {
		c, size := s.class(at)
		if c != class {
			break
		}
		at += size
	}
	return at
}

// gpt2 is 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+.
func (s *scan) gpt2(at int) int {
	if n := clitic(s.text[at:]); n > 0 {
		return at + n
	}
	start := at
	if s.text[at] == ' ' && at+1 < len(s.text) {
		start++
	}
	class, size := s.class(start)
	if class != space {
		return s.run(start+size, class)
	}
	return s.allButLast(at, s.run(at, space))
}

// allButLast is \s+(?!\S)|\s+ on white space from a place to an end: the last character of several is left for what
// follows.
func (s *scan) allButLast(at, end int) int {
	if end == len(s.text) {
		return end
	}
	_, size := utf8.DecodeLastRuneInString(s.text[at:end])
	if end-size == at {
		return end
	}
	return end - size
}

// clitic is the length of the match of 's|'t|'re|'ve|'m|'ll|'d at the start of a text, or 0.
func clitic(text string) int {
	if len(text) < 2 || text[0] != '\'' {
		return 0
	}
	switch text[1] {
	case 's', 't', 'm', 'd':
		return 2
	}
	if strings.HasPrefix(text[1:], "re") || strings.HasPrefix(text[1:], "ve") || strings.HasPrefix(text[1:], "ll") {
		return 3
	}
	return 0
}

// anyClitic is clitic without regard to case. By Unicode's rules "ſ" is an "s".
func anyClitic(text string) int {
	if len(text) < 2 || text[0] != '\'' {
		return 0
	}
	if strings.HasPrefix(text[1:], "ſ") {
		return len("'ſ")
	}
	var lower [3]byte
	n := copy(lower[:], text)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] = b - 'A' + 'a'
		}
	}
	return clitic(string(lower[:n]))
}

// modern is the expression of Qwen2 and Llama 3, with numbers of up to so many digits.
func (s *scan) modern(at, digits int) int {
	if n := anyClitic(s.text[at:]); n > 0 {
		return at + n
	}
	class, size := s.class(at)
	switch class {
	case letter:
		return s.run(at+size, letter)
	case number:
		for digits > 0 && class == number {
			at += size
			if digits--; at == len(s.text) {
				break
			}
			class, size = s.class(at)
		}
		return at
	}
	return s.notWord(at, class, size)
}

// notWord goes on with modern at a character that is neither letter nor number.
func (s *scan) notWord(at int, class uint8, size int) int {
	next, nextSize := uint8(space), 0
	if at+size < len(s.text) {
		next, nextSize = s.class(at + size)
	}
	first := s.text[at]
	if next == letter && first != '\r' && first != '\n' {
		return s.run(at+size+nextSize, letter)
	}
	if class == other || first == ' ' && next == other {
		return s.lineBreaks(s.run(at+size, other))
	}
	end := s.run(at, space)
	s.looked += end - at
	if last := strings.LastIndexAny(s.text[at:end], "\r\n"); last >= 0 {
		return at + last + 1
	}
	return s.allButLast(at, end)
}

// lineBreaks is where the \r and \n end that start at a place.
func (s *scan) lineBreaks(at int) int {
	for at < len(s.text) && (s.text[at] == '\r' || s.text[at] == '\n') {
		at++
		s.looked++
	}
	return at
}

// until is where the characters end for which is says the same as of the first.
func (s *scan) until(at int, is func(rune) bool) int {
	first, size := utf8.DecodeRuneInString(s.text[at:])
	for kind := is(first); ; {
		at += size
		s.looked++
		if at == len(s.text) {
			return at
		}
		var r rune
		if r, size = utf8.DecodeRuneInString(s.text[at:]); is(r) != kind {
			return at
		}
	}
}

// digits splits at numbers as Hugging Face's Digits does, which are those of the Unicode version of its compiler (17)
// instead of its regular expressions.
func (s *scan) digits(at int, each bool) int {
	if r, size := utf8.DecodeRuneInString(s.text[at:]); each && unicode.IsNumber(r) {
		s.looked++
		return at + size
	}
	return s.until(at, unicode.IsNumber)
}

// punctuations is [\p{P}\$\+<=>\^~\|]+, and what lies between two matches.
func (s *scan) punctuations(at int) int {
	return s.until(at, func(r rune) bool {
		return punctuation(r) || r < utf8.RuneSelf && strings.ContainsRune("$+<=>^~|", r)
	})
}

// numbers is \p{N}+, and what lies between two matches.
func (s *scan) numbers(at int) int {
	return s.until(at, func(r rune) bool { return classify(r) == number })
}

// triples is [0-9][0-9][0-9], and what lies between two matches.
func (s *scan) triples(at int) int {
	found := 0
	for end := at; end < len(s.text); {
		s.looked++
		if b := s.text[end]; b < '0' || b > '9' {
			found = 0
		} else {
			found++
		}
		if end++; found == 3 {
			if end-3 > at {
				return end - 3
			}
			return end
		}
	}
	return len(s.text)
}
