package arithmetic

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
)

// singular and infinitive are the verbs of facts and of questions.
var (
	singular   = []string{"has", "owns", "keeps", "holds"}
	infinitive = []string{"have", "own", "keep", "hold"}
)

func isVerb(word string, verbs []string) bool { return slices.Contains(verbs, word) }

// amount reads what follows the verb of a fact: how many, the noun, and the name of the person that it follows from, ""
// if it is given.
func (p *parser) amount(w []string) (f Fact, noun, of string, err error) {
	if n, ok := factor(w[0]); ok {
		return p.times(n, w[1:])
	}
	n, ok := number(w[0])
	if !ok {
		return f, "", "", p.fail("%q is not a number; %s", tasks.Shorten(w[0]), factForms)
	}
	switch {
	case len(w) == 2:
		return Fact{N: n}, w[1], "", p.bounded(Given, n)
	case w[1] == "times":
		return p.times(n, w[2:])
	case len(w) == 5 && w[3] == "than":
		o, noun := comparison(w[1]), w[2]
		if o == Given {
			o, noun = comparison(w[2]), w[1]
		}
		if o != Given {
			return Fact{Operation: o, N: n}, noun, w[4], p.bounded(o, n)
		}
	}
	return f, "", "", p.fail("%s", factForms)
}

// times reads `as many apples as Ann`.
func (p *parser) times(n int, w []string) (f Fact, noun, of string, err error) {
	if len(w) != 5 || w[0] != "as" || w[1] != "many" || w[3] != "as" {
		return f, "", "", p.fail("%s", factForms)
	}
	return Fact{Operation: Times, N: n}, w[2], w[4], p.bounded(Times, n)
}

// bounded checks the number of an operation.
func (p *parser) bounded(o Operation, n int) error {
	least, most := o.bounds()
	if least <= n && n <= most {
		return nil
	}
	what := "numbers"
	switch o {
	case Plus, Minus:
		what = "differences"
	case Times:
		what = "factors"
	}
	return p.fail("%d is out of range: %s are from %d to %d", n, what, least, most)
}

// comparison returns the operation of "more" or "fewer", Given for other words.
func comparison(word string) Operation {
	switch word {
	case "more":
		return Plus
	case "fewer", "less":
		return Minus
	}
	return Given
}

// factor reads a word for how many times.
func factor(word string) (n int, ok bool) {
	switch word {
	case "twice", "double":
		return 2, true
	case "thrice", "triple":
		return 3, true
	}
	return 0, false
}

// number reads a number in digits, or up to twelve in letters. Larger ones than any question can have become one of
// them.
func number(word string) (n int, ok bool) {
	if i := slices.Index(numerals, word); i >= 0 {
		return i, true
	}
	if word == "zero" {
		return 0, true
	}
	if strings.IndexFunc(word, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return 0, false
	}
	n, err := strconv.Atoi(word)
	if err != nil { // too many digits
		n = MaxValue + 1
	}
	return n, true
}

// counts checks that a noun is the same in all sentences, in the singular or in the plural. n is the number before it,
// which tells which of them it is.
func (p *parser) counts(noun string, n int) error {
	if !isWord(noun) || english.IsName(noun) {
		return p.fail("%q should be what is counted, in small letters", tasks.Shorten(noun))
	}
	if p.noun == "" {
		p.noun, p.nounAt = noun, len(p.texts)
		p.q.Noun = Noun{noun, noun}
	}
	one, many := &p.q.Noun.One, &p.q.Noun.Many
	switch {
	case noun == *one || noun == *many:
	case *one == *many && isPlural(noun, *one):
		*many = noun
	case *one == *many && isPlural(*one, noun):
		*one = noun
	default:
		return p.fail("it counts %s, but sentence %d counts %s; a question is about one kind of thing", tasks.Shorten(noun),
			p.nounAt, tasks.Shorten(p.noun))
	}
	return nil
}

// isPlural reports whether a word is the plural of another, by the regular endings.
func isPlural(many, one string) bool {
	stem, ies := strings.CutSuffix(one, "y")
	return many == one+"s" || many == one+"es" || ies && many == stem+"ies"
}

// singularOf guesses the singular of a plural, for a noun that a text has in the plural only.
func singularOf(many string) string {
	if stem, ok := strings.CutSuffix(many, "ies"); ok {
		return stem + "y"
	}
	for _, ending := range []string{"xes", "zes", "ches", "shes", "sses"} {
		if strings.HasSuffix(many, ending) {
			return strings.TrimSuffix(many, "es")
		}
	}
	if strings.HasSuffix(many, "ss") {
		return many
	}
	return strings.TrimSuffix(many, "s")
}

// isWord reports whether a word consists of letters, with marks, hyphens and apostrophes inside.
func isWord(word string) bool {
	for i, r := range word {
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsMark(r) && r != '-' && r != '\'' && r != '’') {
			return false
		}
	}
	return word != ""
}
