package prosqa

import (
	"strings"

	"github.com/coconut-page/coconut/tasks/english"
)

// IsName reports whether a word is somebody's name, see english.IsName.
func IsName(word string) bool { return english.IsName(word) }

// Sentence returns one fact in English: "Every gerpus is an impus." or "Tom is a gerpus."
func Sentence(subject, object string) string { return sentence(subject, object, english.Article) }

// AnswerText returns the answer that somebody is of some kind: "Tom is a lempus."
func AnswerText(name, concept string) string {
	return name + " is " + english.WithArticle(concept) + "."
}

// officialArticle returns the article that the official files put before every word.
func officialArticle(string) string { return "a" }

// sentence returns a fact in English, with the article that article chooses.
func sentence(subject, object string, article func(string) string) string {
	s := subject + " is " + article(object) + " " + object + "."
	if IsName(subject) {
		return s
	}
	return "Every " + s
}

// Text returns the question in English: the facts in the order of the edges, then what is asked.
func (q *Question) Text() string { return q.text(english.Article) }

// OfficialText is Text in the form of the official files and the models' tokenizers, with "a" before every word.
func (q *Question) OfficialText() string { return q.text(officialArticle) }

func (q *Question) text(article func(string) string) string {
	word := q.Graph.Symbols
	var b strings.Builder
	b.Grow(32 * (len(q.Graph.Edges) + 1))
	for _, e := range q.Graph.Edges {
		b.WriteString(sentence(word[e[0]], word[e[1]], article))
		b.WriteByte(' ')
	}
	first := word[q.Candidates[0]]
	for _, s := range []string{"Is ", word[q.Root], " ", article(first), " ", first, " or ", word[q.Candidates[1]], "?"} {
		b.WriteString(s)
	}
	return b.String()
}

// Verbalize turns generated words ("Tom", "lempus", ".") back into sentences; words that are not a fact are kept as
// they are.
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
