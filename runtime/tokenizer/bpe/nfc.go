package bpe

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coconut-page/coconut/internal/nfc"
)

// compose is normal form C as Hugging Face's library has it, with the tables of Unicode 9. Go and browsers know later
// versions: the characters of those stay as they are, and nothing is composed across them.
func compose(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x300 }) {
		return text
	}
	var out strings.Builder
	done := 0
	for i, r := range text {
		if r >= 0x7fd && unicode.Is(later, r) {
			out.WriteString(nfc.String(text[done:i]))
			done = i + utf8.RuneLen(r)
			out.WriteString(text[i:done])
		}
	}
	if done == 0 {
		return nfc.String(text)
	}
	out.WriteString(nfc.String(text[done:]))
	return out.String()
}

// later has the characters that Unicode 10 to 17 added with a decomposition, a combining class or a composition, and
// between them some that have none in any version.
var later = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x7fd, 0x7fd, 1}, {0x897, 0x8d3, 1}, {0x9fe, 0x9fe, 1}, {0xc3c, 0xc3c, 1}, {0xd3b, 0xd3c, 1}, {0xeba, 0xeba, 1},
		{0x1715, 0x1715, 1}, {0x1abf, 0x1aeb, 1}, {0x1df6, 0x1dfa, 1}, {0xa82c, 0xa82c, 1},
	},
	R32: []unicode.Range32{
		{0x105c9, 0x105e4, 1}, {0x10d24, 0x10f85, 1}, {0x11070, 0x11070, 1}, {0x1133b, 0x1133b, 1}, {0x11382, 0x113d0, 1},
		{0x1145e, 0x1145e, 1}, {0x11839, 0x11a99, 1}, {0x11d42, 0x11f42, 1}, {0x1611e, 0x1612f, 1}, {0x16d63, 0x16d6a, 1},
		{0x16ff0, 0x16ff1, 1}, {0x1e08f, 0x1e6f5, 1},
	},
}
