package prontoqa

import (
	"strings"

	"github.com/coconut-page/coconut/tasks/english"
)

// form is the form of a sentence about a concept. A fact about a name has only one form.
type form int

const (
	plural form = iota // Tumpuses are floral.
	each               // Each tumpus is floral.
	every              // Every tumpus is floral.
)

// forms hold the shares of the official files: half of the sentences are plural, a quarter each of the others, whatever
// the fact.
var forms = [4]form{plural, plural, each, every}

// sentence returns one fact in English.
func (f form) sentence(subject, object string) string {
	switch {
	case IsName(subject):
		return subject + " is " + phrase(object) + "."
	case f == each:
		return "Each " + subject + " is " + phrase(object) + "."
	case f == every:
		return "Every " + subject + " is " + phrase(object) + "."
	}
	if IsConcept(object) {
		object += "es"
	}
	return strings.ToUpper(subject[:1]) + subject[1:] + "es are " + object + "."
}

// phrase returns what follows "is": "a tumpus", "an impus", "not happy".
func phrase(symbol string) string {
	if !IsConcept(symbol) {
		return symbol
	}
	return english.WithArticle(symbol)
}

// asking begins the sentence that asks.
const asking = "True or false:"

// queryText asks whether somebody is what a literal says.
func queryText(name, literal string) string { return asking + " " + name + " is " + literal + "." }

// answerText returns the answer in the official files.
func answerText(answer bool) string {
	if answer {
		return "True"
	}
	return "False"
}
