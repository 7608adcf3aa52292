package prosqa

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsName says whether a word stands for somebody: names begin with a capital letter, concepts do not.
func IsName(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}

// Sentence is one fact in English: "Every gerpus is a terpus." or "Tom is a gerpus."
func Sentence(subject, object string) string {
	if IsName(subject) {
		return subject + " is a " + object + "."
	}
	return "Every " + subject + " is a " + object + "."
}

// AnswerText is the answer that somebody is of some kind: "Tom is a lempus."
func AnswerText(name, concept string) string { return name + " is a " + concept + "." }

// Text is the question in the words of the official files: the facts in the order of the edges, then what is asked.
func (q *Question) Text() string {
	word := q.Graph.Symbols
	var b strings.Builder
	b.Grow(32 * (len(q.Graph.Edges) + 1))
	for _, e := range q.Graph.Edges {
		if !IsName(word[e[0]]) {
			b.WriteString("Every ")
		}
		b.WriteString(word[e[0]])
		b.WriteString(" is a ")
		b.WriteString(word[e[1]])
		b.WriteString(". ")
	}
	for _, s := range []string{"Is ", word[q.Root], " a ", word[q.Candidates[0]], " or ", word[q.Candidates[1]], "?"} {
		b.WriteString(s)
	}
	return b.String()
}

// Verbalize turns generated words ("Tom", "lempus", ".") back into sentences; words that are no fact are kept as they are.
func Verbalize(words []string) string {
	var out []string
	for len(words) > 0 {
		if len(words) >= 3 && words[2] == "." {
			out, words = append(out, Sentence(words[0], words[1])), words[3:]
			continue
		}
		out, words = append(out, words[0]), words[1:]
	}
	return strings.Join(out, " ")
}
