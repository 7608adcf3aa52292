package tokenizer

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// pieces yields the start and end of each match of \w+|[^\w\s]+, which is how the Whitespace pre-tokenizer splits: runs
// of word characters and runs of punctuation, without the white space between them.
func pieces(text []byte) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		start, kind := 0, space
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRune(text[i:])
			if k := kindOf(r); k != kind {
				if kind != space && !yield(start, i) {
					return
				}
				start, kind = i, k
			}
			i += size
		}
		if kind != space {
			yield(start, len(text))
		}
	}
}

const (
	space = iota
	word
	punctuation
)

// kindOf follows the Unicode definitions of \s and \w (UTS 18, annex C), like the regular expressions of Hugging Face's
// library.
func kindOf(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return space
	case unicode.In(r, unicode.L, unicode.Nl, unicode.Other_Alphabetic, unicode.M, unicode.Nd, unicode.Pc,
		unicode.Join_Control):
		return word
	}
	return punctuation
}
