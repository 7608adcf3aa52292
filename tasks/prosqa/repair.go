package prosqa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
)

// Repair implements tasks.Repairer: "All cats are animals", "tom is a Cat!", "Tom and Rex are dogs" and "Tom is a cat
// and a pet" are put into the form of facts, a question gets its capitals and its articles, and a word that no fact is
// about gets one. What says something else, as by "not" or "some", is not repaired.
func (Task) Repair(text string, problems []*tasks.SyntaxError) []string {
	m := &mender{parser: newParser(), all: strings.Fields(strings.Map(letters, text))}
	m.read(text, func(err *tasks.SyntaxError) bool { return true })
	better := make([]string, len(problems))
	for i, p := range problems {
		if p.Sentence > 0 && p.Sentence <= len(m.texts) {
			better[i] = m.mend(m.texts[p.Sentence-1])
		}
	}
	return better
}

// mend returns what to write in place of a sentence, "" if there is nothing to suggest.
func (m *mender) mend(was string) string {
	words := strings.Fields(strings.Map(letters, was))
	if len(words) < 3 {
		return ""
	}
	better := ""
	if strings.HasSuffix(was, "?") || isVerb(words[0]) {
		better = m.question(words)
	} else {
		better = m.facts(words)
	}
	if better == was || !readable(better) {
		return ""
	}
	return better
}

// readable reports whether sentences can be read one by one.
func readable(text string) bool {
	ok := true
	newParser().read(text, func(*tasks.SyntaxError) bool { ok = false; return false })
	return ok
}

// letters drops what a word is not made of, such as commas and quotation marks.
func letters(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsMark(r) || strings.ContainsRune("-'’", r) {
		return r
	}
	return ' '
}

// mender puts the sentences of a text into the form of facts.
type mender struct {
	*parser
	all []string // the words of the text
}

// facts returns the facts that a sentence states, "" if that cannot be told.
func (m *mender) facts(words []string) string {
	at := 0
	for i, w := range words {
		if forbids(w) {
			return ""
		}
		if at == 0 && isVerb(w) {
			at = i
		}
	}
	if at < 1 || at > len(words)-2 {
		return ""
	}
	plural := strings.EqualFold(words[at], "are")
	var facts []string
	for _, left := range split(words[:at]) {
		for _, right := range split(words[at+1:]) {
			subject := m.subject(left, plural)
			object := m.object(right, plural)
			if subject == "" || object == "" {
				return ""
			}
			facts = append(facts, Sentence(subject, object))
		}
	}
	return strings.Join(facts, " ")
}

// subject is a name, or the kind that all of something are.
func (m *mender) subject(words []string, plural bool) string {
	general := false
	for len(words) > 1 && (isEvery(words[0]) || isDeterminer(words[0])) {
		general, words = true, words[1:]
	}
	one := words[len(words)-1]
	if !general && !(plural && Singular(one) != one) && !m.asKind(one) {
		return capital(strings.Join(words, "-"))
	}
	return m.kind(words, plural)
}

// object is the kind that something is; it has an article, or is in the plural.
func (m *mender) object(words []string, plural bool) string {
	last := words[len(words)-1]
	switch {
	case len(words) > 1 && english.IsArticle(strings.ToLower(words[0])):
		words = words[1:]
	case !plural || Singular(last) == last:
		return ""
	}
	if len(words) > 2 { // more than a kind
		return ""
	}
	return m.kind(words, plural)
}

// kind is a kind in small letters and one word, in the singular if the sentence is in the plural, or the text has that.
func (m *mender) kind(words []string, plural bool) string {
	word := strings.ToLower(strings.Join(words, "-"))
	for _, single := range singulars(word) {
		if slices.Contains(m.all, single) {
			return single
		}
	}
	if plural {
		return Singular(word)
	}
	return word
}

// asKind reports whether a word in small letters is called a kind somewhere in the text.
func (m *mender) asKind(word string) bool {
	if IsName(word) {
		return false
	}
	for i, w := range m.all[1:] {
		if before := m.all[i]; w == word && (isEvery(before) || before == "or") {
			return true
		}
	}
	return false
}

// question returns the question in its form. A kind that no fact is about gets one: somebody else is of that kind.
func (m *mender) question(words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return english.IsArticle(strings.ToLower(w)) })
	if len(words) != 5 || !isVerb(words[0]) || !strings.EqualFold(words[3], "or") {
		return ""
	}
	first, last := m.kind(words[2:3], false), m.kind(words[4:], false)
	asked := "Is " + capital(words[1]) + " " + english.WithArticle(first) + " or " + last + "?"
	for _, kind := range []string{first, last} {
		if _, told := m.nodes[kind]; !told && len(m.nodes) > 0 {
			asked = Sentence(m.stranger(), kind) + " " + asked
			break // another one is told of next
		}
	}
	return asked
}

// stranger is a name that the text does not have.
func (m *mender) stranger() string {
	for _, name := range []string{"Rex", "Eva", "Max", "Davis"} {
		if !slices.Contains(m.all, name) {
			return name
		}
	}
	return "Somebody"
}

// split cuts a list of words at every "and".
func split(words []string) [][]string {
	var parts [][]string
	for {
		at := slices.Index(words, "and")
		if at < 1 || at == len(words)-1 {
			return append(parts, words)
		}
		parts, words = append(parts, words[:at]), words[at+1:]
	}
}

func isVerb(word string) bool { return strings.EqualFold(word, "is") || strings.EqualFold(word, "are") }

// isDeterminer reports whether a word begins what all of a kind are, besides those of isEvery.
func isDeterminer(word string) bool {
	return strings.EqualFold(word, "all") || strings.EqualFold(word, "the")
}

// forbids reports whether a word makes a sentence say something else than a fact does.
func forbids(word string) bool {
	return strings.Contains(" not no never some most many few neither or ", " "+strings.ToLower(word)+" ")
}

func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// Singular returns the singular of a plural, by its ending or as one of the common exceptions; other words stay.
func Singular(word string) string {
	for rest := endings; ; {
		many, one, more := "", "", ""
		many, rest, _ = strings.Cut(rest, " ")
		one, more, _ = strings.Cut(rest, " ")
		if many == "" {
			return word
		}
		if stem, ok := strings.CutSuffix(word, many); ok && (stem != "" || len(many) > 3) {
			return stem + one
		}
		rest = more
	}
}

// endings are how plurals end, and what singulars have in their place; the first that fits counts.
const endings = "children child people person women woman men man mice mouse geese goose knives knife wives wife " +
	"leaves leaf ss ss us us is is ies y lves lf ches ch shes sh sses ss xes x s "
