package igsm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Bounds of a problem. The longest of iGSM-hard have some 40 sentences and 3,000 characters.
const (
	maxName = 80 // bytes
	maxOf   = 16 // quantities in a sentence
)

const (
	factForm = `a sentence reads "The number of each A's B equals 5.", with "3 more than" or "3 times as much as" behind ` +
		`"equals", and quantities such as "each C's D", "the sum of each C's D and each E's F" or "the difference of ` +
		`each C's D and each E's F"; or "A has B."`
	questionForm = `the question reads "How many B does A have?"`
)

// Parse reads a problem: facts and one question, in any order. Errors are *tasks.SyntaxError.
func Parse(text string) (*Problem, error) {
	p := &parser{about: map[Quantity]int{}}
	return tasks.ParseBy(text, p.read, p.finish)
}

// parser collects equations sentence by sentence.
type parser struct {
	problem  Problem
	about    map[Quantity]int // quantity -> the sentence that defines it
	sentence int
	asked    int
}

// read reads the sentences of a text. bad is called for those that cannot be read, and returns whether to continue.
func (p *parser) read(text string, bad func(*tasks.SyntaxError) bool) {
	tasks.ReadSentences(text, bad, func(words []string, stop, whole string) error {
		p.sentence++
		reason := ""
		switch said := strings.Join(words, " "); {
		case p.sentence > tasks.MaxSentences:
			reason = fmt.Sprintf("there are more than %d sentences", tasks.MaxSentences)
		case stop == "?":
			reason = p.question(said)
		case stop == ".":
			reason = p.fact(said)
		default:
			reason = "a fact ends with a full stop, the question with a question mark"
		}
		if reason == "" {
			return nil
		}
		return &tasks.SyntaxError{Sentence: p.sentence, Text: whole, Reason: reason}
	})
}

// finish judges the sentences as a whole.
func (p *parser) finish() (*Problem, error) {
	switch {
	case p.asked == 0:
		return nil, &tasks.SyntaxError{Reason: "there is no question; " + questionForm}
	case len(p.problem.Equations) == 0:
		return nil, &tasks.SyntaxError{Reason: "there are no facts; " + factForm}
	}
	return &p.problem, nil
}

// question reads `How many B does A have`. It returns why it cannot, or "".
func (p *parser) question(said string) string {
	said, head := strings.CutPrefix(said, "How many ")
	said, tail := strings.CutSuffix(said, " have")
	thing, owner, middle := strings.Cut(said, " does ")
	switch {
	case !head || !tail || !middle:
		return questionForm
	case p.asked > 0:
		return fmt.Sprintf("it is a second question; sentence %d is the first, and only one can be asked", p.asked)
	}
	p.asked, p.problem.Asked = p.sentence, Quantity{strings.TrimPrefix(owner, "each "), thing}
	return p.problem.Asked.check()
}

// fact reads an equation. It returns why it cannot, or "".
func (p *parser) fact(said string) string {
	e, reason := readFact(said)
	if reason != "" {
		return reason
	}
	for _, q := range append(e.Of, e.About) {
		if reason := q.check(); reason != "" {
			return reason
		}
	}
	if before := p.about[e.About]; before > 0 {
		return fmt.Sprintf("sentence %d says already what %s is", before, tasks.Shorten(e.About.String()))
	}
	p.about[e.About] = p.sentence
	p.problem.Equations = append(p.problem.Equations, e)
	return ""
}

// check returns what is wrong with the names, or "".
func (q Quantity) check() string {
	for _, name := range []string{q.Owner, q.Thing} {
		switch {
		case name == "":
			return "a name is missing; " + factForm
		case len(name) > maxName:
			return fmt.Sprintf("%q is longer than %d bytes", tasks.Shorten(name), maxName)
		case strings.Contains(name, "'s "):
			return fmt.Sprintf("%q has more than one owner", tasks.Shorten(q.String()))
		}
	}
	return ""
}

// readFact reads a sentence without its full stop.
func readFact(said string) (e Equation, reason string) {
	rest, ok := strings.CutPrefix(said, "The number of ")
	if !ok {
		owner, thing, has := strings.Cut(said, " has ")
		if !has {
			return e, factForm
		}
		return Equation{About: Quantity{owner, thing}, N: 1}, ""
	}
	about, value, ok := strings.Cut(rest, " equals ")
	if !ok {
		return e, factForm
	}
	if e.About, ok = readQuantity(about); !ok {
		return e, factForm
	}
	number, after, more := strings.Cut(value, " ")
	if n, err := strconv.Atoi(number); err == nil {
		if n < 0 || n >= Modulus {
			return e, fmt.Sprintf("%d is not from 0 to %d", n, Modulus-1)
		}
		if e.N = n; !more {
			return e, ""
		}
		if e.Operation, value, ok = readOperation(after); !ok {
			return e, factForm
		}
	}
	return readOf(e, value)
}

// readOperation reads what stands between the number and the quantities.
func readOperation(text string) (o Operation, rest string, ok bool) {
	if rest, ok = strings.CutPrefix(text, "more than "); ok {
		return More, rest, true
	}
	rest, ok = strings.CutPrefix(text, "times as much as ")
	return Times, rest, ok
}

// readOf reads the quantities.
func readOf(e Equation, text string) (_ Equation, reason string) {
	least, most := 1, 1
	if rest, ok := strings.CutPrefix(text, "the sum of "); ok {
		text, least, most = rest, 2, maxOf
	} else if rest, ok := strings.CutPrefix(text, "the difference of "); ok {
		text, least, most, e.Difference = rest, 2, 2, true
	}
	for _, part := range listed(text) {
		q, ok := readQuantity(part)
		if !ok || len(e.Of) == maxOf {
			return e, factForm
		}
		e.Of = append(e.Of, q)
	}
	if len(e.Of) < least || len(e.Of) > most {
		return e, fmt.Sprintf("it has %d quantities where %d to %d can be", len(e.Of), least, most)
	}
	return e, ""
}

// listed cuts `each A's B, each C's D and each E's F` into its quantities. A part without an owner, as "each Arts" of
// "each Arts and Crafts Room's Bag", belongs to the next one.
func listed(text string) (parts []string) {
	open := ""
	for _, group := range strings.Split(text, ", ") {
		for i, part := range strings.Split(group, " and ") {
			switch {
			case open == "":
			case i == 0:
				part = open + ", " + part
			default:
				part = open + " and " + part
			}
			if open = part; strings.Contains(part, "'s ") {
				parts, open = append(parts, strings.TrimPrefix(part, "and ")), ""
			}
		}
	}
	if open != "" {
		parts = append(parts, open)
	}
	return parts
}

// readQuantity reads `each A's B`, or without "each" where there is one A alone.
func readQuantity(text string) (q Quantity, ok bool) {
	owner, thing, ok := strings.Cut(strings.TrimPrefix(text, "each "), "'s ")
	return Quantity{owner, thing}, ok
}
