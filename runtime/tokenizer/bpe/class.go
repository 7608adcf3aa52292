package bpe

import (
	"unicode"
	"unicode/utf8"
)

// The classes of characters that pre-tokenizers tell apart. They are disjoint.
const (
	other  = iota
	letter // \p{L}
	number // \p{N}
	space  // \s, Unicode's White_Space
)

// ascii has the classes of the first 128 characters.
var ascii = func() (classes [utf8.RuneSelf]uint8) {
	for r := range classes {
		classes[r] = classify(rune(r))
	}
	return classes
}()

func classify(r rune) uint8 {
	switch {
	case unicode.IsSpace(r):
		return space
	case unicode.IsLetter(r) && !unicode.Is(unknown, r):
		return letter
	case unicode.IsNumber(r) && !unicode.Is(unknown, r):
		return number
	}
	return other
}

// punctuation is \p{P}.
func punctuation(r rune) bool { return unicode.IsPunct(r) && !unicode.Is(unknown, r) }

// unknown has the letters, numbers, marks and punctuation that Unicode 17 added. Hugging Face's regular expressions
// (tokenizers 0.23.3 with onig 6.5.3 and regex-syntax 0.8.11) have the classes of Unicode 16, Go those of 17.
var unknown = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x088f, 0x088f, 1}, {0x0c5c, 0x0c5c, 1}, {0x0cdc, 0x0cdc, 1}, {0x1acf, 0x1add, 1}, {0x1ae0, 0x1aeb, 1},
		{0xa7ce, 0xa7cf, 1}, {0xa7d2, 0xa7d2, 1}, {0xa7d4, 0xa7d4, 1}, {0xa7f1, 0xa7f1, 1},
	},
	R32: []unicode.Range32{
		{0x10940, 0x10959, 1}, {0x10ec5, 0x10ec7, 1}, {0x10ed0, 0x10ed0, 1}, {0x10efa, 0x10efb, 1},
		{0x11b60, 0x11b67, 1}, {0x11db0, 0x11ddb, 1}, {0x11de0, 0x11de9, 1}, {0x16ea0, 0x16eb8, 1},
		{0x16ebb, 0x16ed3, 1}, {0x16ff2, 0x16ff6, 1}, {0x187f8, 0x187ff, 1}, {0x18d09, 0x18d1e, 1},
		{0x18d80, 0x18df2, 1}, {0x1e6c0, 0x1e6ff, 1}, {0x2b73a, 0x2b73f, 1}, {0x2cea2, 0x2cead, 1},
		{0x323b0, 0x33479, 1},
	},
}

// wordCharacter is \w, which added tokens with single_word look for (UTS 18, annex C).
func wordCharacter(r rune) bool {
	return !unicode.Is(unknown, r) && unicode.In(r, unicode.L, unicode.Nl, unicode.Other_Alphabetic, unicode.M,
		unicode.Nd, unicode.Pc, unicode.Join_Control)
}
