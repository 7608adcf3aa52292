package bpe

import "unicode/utf8"

// Valid is text with every maximal part of an ill-formed sequence replaced by U+FFFD: what Python makes of bytes with
// decode(errors="replace"), browsers with TextDecoder, and Unicode's section 3.9 recommends. (The functions of package
// strings replace single bytes, or whole runs of them.)
func Valid(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	valid := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			size = illFormed(text[i:])
		}
		valid = utf8.AppendRune(valid, r)
		i += size
	}
	return string(valid)
}

// illFormed is the length of the maximal part at the start of a text that does not start with a character.
func illFormed(text string) int {
	trail, low, high := 0, byte(0x80), byte(0xbf)
	switch b := text[0]; {
	case b < 0xc2 || b > 0xf4:
		return 1
	case b < 0xe0:
		trail = 1
	case b < 0xf0:
		trail = 2
	default:
		trail = 3
	}
	switch text[0] { // Unicode's table 3-7
	case 0xe0:
		low = 0xa0
	case 0xed:
		high = 0x9f
	case 0xf0:
		low = 0x90
	case 0xf4:
		high = 0x8f
	}
	n := 1
	for n <= trail && n < len(text) && text[n] >= low && text[n] <= high {
		n++
		low, high = 0x80, 0xbf
	}
	return n
}
