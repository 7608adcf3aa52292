package main

import (
	"strings"
	"unicode/utf8"
)

// pageWidth is how many characters a line of a page has at most, but for tables.
const pageWidth = 118

// wrap breaks a paragraph into lines; those after the first of an item ("- ") are indented. Words that are longer than
// a line stay whole.
func wrap(text string) string {
	indent := ""
	if strings.HasPrefix(text, "- ") {
		indent = "  "
	}
	var b strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+n > pageWidth:
			b.WriteString("\n" + indent)
			width = len(indent)
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += n
	}
	return b.String()
}
