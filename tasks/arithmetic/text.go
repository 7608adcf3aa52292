package arithmetic

import (
	"fmt"
	"strconv"
	"strings"
)

// wording is one way to say each kind of sentence. Verbs are singular, as in "Ann has", and infinitive, as in "does Ann
// have"; more and fewer have the noun before or after them.
type wording struct {
	verb, infinitive string
	nounFirst        bool // "3 apples more than" instead of "3 more apples than"
	spelled          bool // numbers up to twelve in letters
}

// plain is how questions are worded; others are the wordings of the kind "wordings".
var (
	plain  = wording{verb: "has", infinitive: "have"}
	others = []wording{
		{"owns", "own", false, false}, {"keeps", "keep", true, false}, {"holds", "hold", false, true},
		{"has", "have", true, true},
	}
)

// numerals are the numbers that may be written in letters.
var numerals = strings.Fields("no one two three four five six seven eight nine ten eleven twelve")

// number writes a number.
func (w wording) number(n int) string {
	if w.spelled && n < len(numerals) {
		return numerals[n]
	}
	return strconv.Itoa(n)
}

// factor writes how many times as many: "twice", "three times".
func (w wording) factor(n int) string {
	if n == 2 {
		return "twice"
	}
	return numerals[n] + " times"
}

// sentence is one fact in English.
func (w wording) sentence(q *Question, f Fact) string {
	has := q.Names[f.Subject] + " " + w.verb + " "
	if f.Operation == Given {
		return has + w.number(f.N) + " " + q.Noun.of(f.N) + "."
	}
	of := q.Names[f.Of] + "."
	if f.Operation == Times {
		return has + w.factor(f.N) + " as many " + q.Noun.Many + " as " + of
	}
	more := "more"
	if f.Operation == Minus {
		more = "fewer"
	}
	words := []string{more, q.Noun.of(f.N)}
	if w.nounFirst {
		words[0], words[1] = words[1], words[0]
	}
	return has + w.number(f.N) + " " + strings.Join(words, " ") + " than " + of
}

// text is the whole question in English.
func (w wording) text(q *Question) string {
	var b strings.Builder
	for _, f := range q.Facts {
		b.WriteString(w.sentence(q, f) + " ")
	}
	fmt.Fprintf(&b, "How many %s does %s %s?", q.Noun.Many, q.Names[q.Root], w.infinitive)
	return b.String()
}

// Text implements tasks.Question.
func (q *Question) Text() string { return plain.text(q) }

// answerText is the answer that a person has so many: "Cleo has 14 apples."
func (q *Question) answerText(name, number string) string {
	noun := q.Noun.Many
	if number == "1" {
		noun = q.Noun.One
	}
	return name + " has " + number + " " + noun + "."
}

// needText is the step that asks the way back: "Cleo's apples depend on Ben's."
func (q *Question) needText(name, of string) string {
	return name + "'s " + q.Noun.Many + " depend on " + of + "'s."
}

// Say implements tasks.Question: `Cleo 14 .` becomes "Cleo has 14 apples." Words that are not a step are kept as they
// are.
func (q *Question) Say(words []string) string {
	var out []string
	for len(words) > 0 {
		if len(words) < 3 || words[2] != "." {
			out, words = append(out, words[0]), words[1:]
			continue
		}
		out, words = append(out, q.stepText(words[0], words[1])), words[3:]
	}
	return strings.Join(out, " ")
}

// stepText is a step in English, from its words.
func (q *Question) stepText(from, to string) string {
	if isNumber(to) {
		return q.answerText(from, to)
	}
	return q.needText(from, to)
}

// isNumber reports whether a word is one of the model's numbers.
func isNumber(word string) bool {
	n, err := strconv.Atoi(word)
	return err == nil && inRange(n) && word == strconv.Itoa(n)
}
