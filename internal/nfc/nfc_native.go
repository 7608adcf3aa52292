//go:build !js

package nfc

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// String is text in normal form C. Invalid UTF-8 becomes U+FFFD.
//
// It takes from package norm what there is to know about characters, and composes them itself: norm inserts a character
// after the 30th mark in a row (UAX 15, stream-safe text), and composes across vowels that follow a letter (U+102E),
// which neither browsers nor Hugging Face's library do.
func String(text string) string {
	if text == "" {
		return ""
	}
	out := make([]byte, 0, len(text))
	start := 0 // of the stretch: what may compose with each other
	for i, r := range text {
		if i > start && (r < firstMark || norm.NFC.PropertiesString(text[i:]).BoundaryBefore()) {
			out = appendStretch(out, text[start:i])
			start = i
		}
	}
	return string(appendStretch(out, text[start:]))
}

// firstMark is the first character that composes with one before it; no smaller one changes by itself.
const firstMark = 0x300

func appendStretch(to []byte, text string) []byte {
	if r, size := utf8.DecodeRuneInString(text); size == len(text) && r < firstMark {
		return utf8.AppendRune(to, r)
	} else if size == len(text) {
		return append(to, norm.NFC.String(string(r))...)
	}
	return compose(to, decompose(text))
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
// The result is appended.
func compose(to []byte, points []point) []byte {
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
	for _, p := range out {
		to = utf8.AppendRune(to, p.r)
	}
	return to
}

// pair joins two characters, if they have a composition. It must decompose to what was joined: norm takes a letter
// beyond U+FFFF for the one with the same lower 16 bits (U+10041 for "A").
func pair(letter, mark rune) (joined rune, ok bool) {
	text := norm.NFC.String(string([]rune{letter, mark}))
	joined, size := utf8.DecodeRuneInString(text)
	return joined, size == len(text) && norm.NFD.String(text) == norm.NFD.String(string(letter))+
		norm.NFD.String(string(mark))
}
