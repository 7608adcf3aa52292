package prontoqa

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
)

const (
	factForm = `a fact reads "Each X is a Y.", "Every X is a Y.", "Xes are Ys." or "Name is a Y.", and of a property "Xes are warm." ` +
		`or "Each X is not warm."; kinds end in "pus"`
	queryForm = `the query reads "True or false: Name is warm." or "True or false: Name is not warm.", and comes last`
)

// Parse reads a question: facts in the official forms, then one query. Concepts are lower-case words that end in "pus",
// adjectives other lower-case words, names words that begin with a capital letter; they need not be in the vocabulary.
// Symbols are numbered in the order in which they occur, and compared as english.Clean leaves them. Text over 64 KiB or
// 512 sentences is rejected. Errors are *tasks.SyntaxError.
//
// Whether the facts decide the question is not checked here; see Question.Answer.
func Parse(question string) (*Question, error) {
	q, problems := check(question, 1)
	if len(problems) > 0 {
		return nil, problems[0]
	}
	return q, nil
}

// Check is Parse that continues after a sentence it cannot read: it returns all problems of a text, in its order, or
// the question if there are none.
func Check(question string) (*Question, []*tasks.SyntaxError) {
	return check(question, tasks.MaxProblems)
}

// LooksLike reports whether a text that cannot be read was meant as a question of this task.
func LooksLike(text string) bool { return strings.Contains(english.Clean(text), asking) }

// check reads a question and stops at the given number of problems.
func check(question string, most int) (*Question, []*tasks.SyntaxError) {
	sentences, whole := split(question)
	if whole != nil {
		return nil, []*tasks.SyntaxError{whole}
	}
	p := &parser{table: newSymbolTable()}
	var problems []*tasks.SyntaxError
	for i, sentence := range sentences {
		read := p.fact
		if i == len(sentences)-1 {
			read = p.query
		}
		if err := read(strings.Fields(sentence)); err != nil && len(problems) < most {
			problems = append(problems, &tasks.SyntaxError{Sentence: i + 1, Text: shorten(sentence), Reason: err.Error()})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	p.question.Symbols = p.table.symbols
	return &p.question, nil
}

// split cuts a text into sentences, and drops their full stops.
func split(question string) ([]string, *tasks.SyntaxError) {
	if err := tasks.TooLong(question); err != nil {
		return nil, err
	}
	if strings.Count(question, ".") > tasks.MaxSentences {
		return nil, &tasks.SyntaxError{Reason: fmt.Sprintf("there are more than %d sentences", tasks.MaxSentences)}
	}
	sentences := strings.Split(english.Clean(question), ".")
	last := len(sentences) - 1
	if strings.TrimSpace(sentences[last]) != "" || last == 0 {
		return nil, &tasks.SyntaxError{Reason: "it does not end with a full stop"}
	}
	return sentences[:last], nil
}

// shorten makes a sentence short enough to be quoted.
func shorten(text string) string { return tasks.Shorten(strings.Join(strings.Fields(text), " ")) }

var (
	errFact  = errors.New(factForm)
	errQuery = errors.New(queryForm)
)

// parser collects facts sentence by sentence.
type parser struct {
	table    *symbolTable
	question Question
}

// fact reads one sentence, without its full stop.
func (p *parser) fact(words []string) error {
	if len(words) < 3 {
		return errFact
	}
	var subject, object string
	var ok bool
	switch {
	case words[0] == "Each" || words[0] == "Every":
		subject, ok = words[1], isWord(words[1]) && IsConcept(words[1]) && words[2] == "is"
		if ok {
			object, ok = parseObject(words[3:])
		}
	case words[1] == "are":
		if subject, ok = parsePlural(lowerFirst(words[0])); ok {
			object, ok = parsePluralObject(words[2:])
		}
	default:
		subject, ok = words[0], isNameWord(words[0]) && words[1] == "is"
		if ok {
			object, ok = parseObject(words[2:])
			ok = ok && IsConcept(object)
		}
	}
	if !ok {
		return errFact
	}
	source := p.table.node(subject)
	p.question.Edges = append(p.question.Edges, [2]int{source, p.table.node(object)})
	return nil
}

// parseObject reads "a tumpus", "an impus", "happy" or "not happy".
func parseObject(words []string) (symbol string, ok bool) {
	if len(words) == 2 && english.IsArticle(words[0]) {
		return words[1], isWord(words[1]) && IsConcept(words[1])
	}
	return parseLiteral(words)
}

// parsePluralObject reads "tumpuses", "happy" or "not happy".
func parsePluralObject(words []string) (symbol string, ok bool) {
	if len(words) == 1 {
		if symbol, ok = parsePlural(words[0]); ok {
			return symbol, true
		}
	}
	return parseLiteral(words)
}

// parseLiteral reads "happy" or "not happy".
func parseLiteral(words []string) (literal string, ok bool) {
	if len(words) == 2 && words[0] == "not" {
		return not + words[1], isAdjective(words[1])
	}
	if len(words) != 1 {
		return "", false
	}
	return words[0], isAdjective(words[0])
}

// parsePlural returns the singular of "tumpuses".
func parsePlural(word string) (concept string, ok bool) {
	concept, ok = strings.CutSuffix(word, "es")
	return concept, ok && isWord(concept) && IsConcept(concept)
}

// query reads the last sentence, without its full stop.
func (p *parser) query(words []string) error {
	begin := strings.Fields(asking)
	if len(words) < len(begin)+3 || !slices.Equal(words[:len(begin)], begin) {
		return errQuery
	}
	words = words[len(begin):]
	literal, ok := parseLiteral(words[2:])
	if !ok || words[1] != "is" || !isNameWord(words[0]) {
		return errQuery
	}
	node, ok := p.table.nodes[words[0]]
	if !ok {
		return fmt.Errorf("no fact says anything about %q", words[0])
	}
	p.question.Root, p.question.Query = node, literal
	return nil
}

// isWord accepts lower-case letters of the English alphabet.
func isWord(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}

// isAdjective excludes what would make a sentence ambiguous: concepts and the words of the sentence forms.
func isAdjective(word string) bool {
	return isWord(word) && !looksLikeConcept(word) && !slices.Contains([]string{"a", "an", "are", "is", "not"}, word)
}

// isNameWord accepts a capital letter followed by lower-case ones; "Tumpus" is not a name, and neither are words that
// begin other sentences.
func isNameWord(word string) bool {
	return IsName(word) && (len(word) == 1 || isWord(word[1:])) && !looksLikeConcept(word) &&
		!slices.Contains([]string{"Each", "Every", "True"}, word)
}

func looksLikeConcept(word string) bool {
	return strings.HasSuffix(word, conceptEnd) || strings.HasSuffix(word, conceptEnd+"es")
}

// lowerFirst lower-cases the capital letter at the start of a sentence; "" if there is none.
func lowerFirst(word string) string {
	if !IsName(word) {
		return ""
	}
	return strings.ToLower(word[:1]) + word[1:]
}
