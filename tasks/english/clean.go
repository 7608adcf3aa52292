package english

import (
	"strings"
	"unicode/utf8"

	"github.com/coconut-page/coconut/internal/nfc"
)

// Clean normalizes spellings that look alike: letters and their marks are composed (Unicode's form NFC), and invisible
// characters are removed, such as soft hyphens, zero-width spaces and direction marks. Text copied from a web page or a
// PDF contains them, and they would make a word a different word.
func Clean(text string) string {
	if isASCII(text) {
		return text
	}
	return nfc.String(strings.Map(visible, text))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// visible returns r, or -1 if strings.Map should drop it.
func visible(r rune) rune {
	switch {
	case r == 0x00AD, // soft hyphen
		r == 0x034F,                // combining grapheme joiner
		r == 0x061C,                // Arabic letter mark
		r >= 0x200B && r <= 0x200F, // zero-width space, non-joiner, joiner; left-to-right and right-to-left mark
		r >= 0x202A && r <= 0x202E, // embeddings and overrides of direction
		r >= 0x2060 && r <= 0x2069, // word joiner, invisible operators, isolates of direction
		r == 0xFEFF:                // byte order mark, or zero-width no-break space
		return -1
	}
	return r
}
