package page

import (
	"fmt"
	"strings"
)

// The page is written in plain English, in its templates and in this code. Other languages come from files of strings
// (ui/words), and a script of its own (wasm/app/words.js) puts them into the document: it knows a sentence by its
// template, so a sentence with something filled in is made by Say, and no sentence is put together from pieces.

// Say fills in a template: each {name} is replaced by the next value, and {n thought} by "1 thought" or "2 thoughts".
// There must be as many values as places; a test (tools/words) holds every call to that.
//
// What a name says about the value is for words.js: {n}, {m} and {k} are numbers, {Size} and {Time} (and {SizeKept})
// amounts with their unit, {Words} is a list, other names with a capital are phrases, which are translated too, and all
// other names are words of a question, a file or a model, which are not.
func Say(template string, values ...any) string {
	var b strings.Builder
	for _, value := range values {
		before, rest, _ := strings.Cut(template, "{")
		name, after, _ := strings.Cut(rest, "}")
		text := fmt.Sprint(value)
		if _, noun, counted := strings.Cut(name, " "); counted {
			text += " " + noun
			if text != "1 "+noun {
				text += "s"
			}
		}
		b.WriteString(before + text)
		template = after
	}
	return b.String() + template
}
