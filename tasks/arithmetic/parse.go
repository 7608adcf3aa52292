package arithmetic

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
)

// Parse reads a question: one fact about each person, such as "Ann has 4 apples.", "Ben has 3 more apples than Ann."
// and "Cleo has twice as many apples as Ben.", and one question, "How many apples does Cleo have?", in any order and
// over any number of lines. "Owns", "keeps" and "holds" may replace "has", and numbers up to twelve may be in letters.
// Names are single words that begin with a capital letter; all count the same kind of thing. Every quantity must follow
// from the facts and be from 0 to MaxValue. Text over 64 KiB or 512 sentences is rejected. Errors are
// *tasks.SyntaxError.
func Parse(text string) (*Question, error) {
	p := newParser()
	return tasks.ParseBy(text, p.read, p.finish)
}

// Check is Parse that continues after a sentence it cannot read: it returns the problems of a text, in its order, or
// the question if there are none.
func Check(text string) (*Question, []*tasks.SyntaxError) {
	p := newParser()
	return tasks.CheckBy(text, p.read, p.finish)
}

// parser collects facts sentence by sentence.
type parser struct {
	q     Question
	names map[string]int
	told  map[int]int // person -> the sentence of the fact about them
	// texts are the sentences so far, the current one included; words are those of the current one, without its stop.
	texts []string
	words []string
	// noun is the first noun in the text, and nounAt its sentence.
	noun   string
	nounAt int
	// asked is the sentence of the question, 0 if there was none.
	asked int
}

func newParser() *parser {
	return &parser{q: Question{Root: -1}, names: map[string]int{}, told: map[int]int{}}
}

const (
	factForms = `a fact reads "Ann has 4 apples.", "Ben has 3 more apples than Ann.", "Ben has 3 fewer apples than Ann." or ` +
		`"Ben has twice as many apples as Ann."`
	questionForm = `the question reads "How many apples does Ann have?"`
)

// read reads the sentences of a text. bad is called for those that cannot be read, and returns whether to continue.
func (p *parser) read(text string, bad func(*tasks.SyntaxError) bool) {
	tasks.ReadSentences(text, bad, func(words []string, stop, sentence string) error {
		p.words, p.texts = words, append(p.texts, sentence)
		return p.sentence(stop)
	})
}

// fail is about the current sentence.
func (p *parser) fail(format string, args ...any) error {
	return p.failAt(len(p.texts), format, args...)
}

// failAt is about a sentence, counted from 1.
func (p *parser) failAt(sentence int, format string, args ...any) error {
	return &tasks.SyntaxError{Sentence: sentence, Text: p.texts[sentence-1], Reason: fmt.Sprintf(format, args...)}
}

// sentence reads one fact or question that ends in stop, "" for the end of the text.
func (p *parser) sentence(stop string) error {
	switch {
	case len(p.texts) > tasks.MaxSentences:
		return p.fail("there are more than %d sentences", tasks.MaxSentences)
	case len(p.words) == 0:
		return p.fail("there are no words before the %q", stop)
	case stop == "?":
		return p.question()
	case stop != ".":
		return p.fail("a fact ends with a full stop, the question with a question mark")
	}
	return p.fact()
}

// question reads `How many apples does Ann have`.
func (p *parser) question() error {
	w := p.words
	if len(w) == 5 && w[3] == "has" { // "How many apples has Ann?"
		w = []string{w[0], w[1], w[2], "does", w[4], "have"}
	}
	if len(w) != 6 || !strings.EqualFold(w[0], "how") || w[1] != "many" || w[3] != "does" || !isVerb(w[5], infinitive) {
		return p.fail("%s", questionForm)
	}
	if p.asked > 0 {
		return p.fail("it is a second question; sentence %d is the first, and only one can be asked", p.asked)
	}
	if err := p.counts(w[2], 2); err != nil {
		return err
	}
	p.asked = len(p.texts)
	var err error
	p.q.Root, err = p.person(w[4])
	return err
}

// fact reads `Ann has 4 apples` and what follows from another person's.
func (p *parser) fact() error {
	if len(p.words) < 4 || !isVerb(p.words[1], singular) {
		return p.fail("%s", factForms)
	}
	f, noun, of, err := p.amount(p.words[2:])
	if err != nil {
		return err
	}
	if err := p.counts(noun, f.N); err != nil {
		return err
	}
	if f.Subject, err = p.person(p.words[0]); err != nil {
		return err
	}
	if f.Of = -1; of != "" {
		if f.Of, err = p.person(of); err != nil {
			return err
		}
	}
	if first, again := p.told[f.Subject]; again {
		return p.fail("sentence %d says already how many %s has; leave out one of them", first, p.words[0])
	}
	if f.Of == f.Subject {
		return p.fail("it says how many %s has by what %s has; name someone else, or a number", p.words[0], p.words[0])
	}
	p.told[f.Subject] = len(p.texts)
	p.q.Facts = append(p.q.Facts, f)
	return nil
}

// person returns the number of a name.
func (p *parser) person(name string) (int, error) {
	if !isWord(name) {
		return 0, p.fail("%q is not a word of letters", tasks.Shorten(name))
	}
	if !english.IsName(name) {
		return 0, p.fail("%q should be a name with a capital letter", tasks.Shorten(name))
	}
	person, ok := p.names[name]
	if !ok {
		person = len(p.q.Names)
		p.names[name] = person
		p.q.Names = append(p.q.Names, name)
	}
	return person, nil
}

// finish checks the facts as a whole.
func (p *parser) finish() (*Question, error) {
	if p.asked == 0 {
		return nil, &tasks.SyntaxError{Reason: "there is no question; " + questionForm}
	}
	q := &p.q
	if q.Noun.One == q.Noun.Many {
		q.Noun.One = singularOf(q.Noun.Many)
	}
	for _, f := range q.Facts {
		if _, ok := p.told[f.Of]; f.Of >= 0 && !ok {
			return nil, p.failAt(p.told[f.Subject], "no sentence says how many %s %s has; add one", q.Noun.Many, q.Names[f.Of])
		}
	}
	if _, ok := p.told[q.Root]; !ok {
		return nil, p.failAt(p.asked, "no sentence says how many %s %s has; add one", q.Noun.Many, q.Names[q.Root])
	}
	return q, p.checkValues()
}

// checkValues blames the last sentence of a circle, and the sentence after which a value is out of range.
func (p *parser) checkValues() error {
	_, at, why := p.q.settle()
	if at < 0 {
		return nil
	}
	if circle := p.q.circle(at); circle != nil {
		last := 0
		for _, person := range circle {
			last = max(last, p.told[person])
		}
		return p.failAt(last, "with it the facts go round in a circle: %s", p.chain(circle))
	}
	return p.failAt(p.told[at], "%s; change the number", why)
}

// chain names the people of a circle, the first one again at the end.
func (p *parser) chain(circle []int) string {
	const most = 6
	names := ""
	for i, person := range circle {
		if i == most {
			names += "… → "
			break
		}
		names += tasks.Shorten(p.q.Names[person]) + " → "
	}
	return names + tasks.Shorten(p.q.Names[circle[0]])
}
