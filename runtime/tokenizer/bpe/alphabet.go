package bpe

import "unicode/utf8"

// alphabet writes every byte as a character that can be seen, as GPT-2's vocabulary does: ASCII and Latin-1 without
// white space and controls as themselves, the other 68 bytes, in order, as U+0100 and up ("Ġ" is the space).
var alphabet = func() (a [256]rune) {
	next := rune(0x100)
	for b := range a {
		if b > ' ' && b < 0x7f || b > 0xa0 && b != 0xad {
			a[b] = rune(b)
		} else {
			a[b] = next
			next++
		}
	}
	return a
}()

// lastLetter is the last character of the alphabet.
const lastLetter = 0x143

// letters is the inverse of alphabet, -1 for characters that are not in it.
var letters = func() (bytes [lastLetter + 1]int16) {
	for i := range bytes {
		bytes[i] = -1
	}
	for b, r := range alphabet {
		bytes[r] = int16(b)
	}
	return bytes
}()

// appendBytes appends the bytes that a token of the alphabet stands for. It appends nothing and returns false for one
// with other characters.
//
//go:noinline
func appendBytes(to []byte, token string) ([]byte, bool) {
	start := len(to)
	for _, r := range token {
		if r > lastLetter || letters[r] < 0 {
			return to[:start], false
		}
		to = append(to, byte(letters[r]))
	}
	return to, true
}

// appendLetters appends bytes as characters of the alphabet.
func appendLetters(to []byte, text string) []byte {
	for i := range len(text) {
		to = utf8.AppendRune(to, alphabet[text[i]])
	}
	return to
}
