//go:build !js

package nfc

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// String is text in normal form C. Invalid UTF-8 stays as it is, unless a letter has more than mostMarks marks.
func String(text string) string {
	if manyMarks(text) {
		return compose(decompose(text))
	}
	return norm.NFC.String(text)
}

// mostMarks is how many marks in a row norm certainly takes as they are: after the 30th it inserts a character (UAX 15,
// stream-safe text), which neither browsers nor Hugging Face do. A letter decomposes to at most three marks, a mark to
// at most two.
const mostMarks = 13

func manyMarks(text string) bool {
	marks := 0
	for i, r := range text {
		if r < 0x300 || norm.NFC.PropertiesString(text[i:]).CCC() == 0 {
			marks = 0
		} else if marks++; marks > mostMarks {
			return true
		}
	}
	return false
}

// point is a character with its combining class, which is 0 for all that are not marks.
type point struct {
	r     rune
	class uint8
}

// decompose splits every character into letter and marks and puts the marks in canonical order.
func decompose(text string) []point {
	var points []point
	marks := 0 // at the end of points
	order := func() {
		slices.SortStableFunc(points[len(points)-marks:], func(a, b point) int { return int(a.class) - int(b.class) })
		marks = 0
	}
	for _, r := range text {
		for _, d := range norm.NFD.String(string(r)) {
			p := point{d, norm.NFD.PropertiesString(string(d)).CCC()}
			if p.class == 0 {
				order()
			} else {
				marks++
			}
			points = append(points, p)
		}
	}
	order()
	return points
}

// compose is the canonical composition of Unicode's section 3.11: a mark joins the last letter unless one of its own or
// a higher class stands between them; a letter joins the letter right before it.
func compose(points []point) string {
	var out []point
	letter := -1 // in out
	for _, p := range points {
		if letter >= 0 && (letter == len(out)-1 || out[len(out)-1].class < p.class) {
			if joined, ok := pair(out[letter].r, p.r); ok {
				out[letter].r = joined
				continue
			}
		}
		if p.class == 0 {
			letter = len(out)
		}
		out = append(out, p)
	}
	var text []byte
	for _, p := range out {
		text = utf8.AppendRune(text, p.r)
	}
	return string(text)
}

func pair(letter, mark rune) (joined rune, ok bool) {
	text := norm.NFC.String(string([]rune{letter, mark}))
	joined, size := utf8.DecodeRuneInString(text)
	return joined, size == len(text)
}
