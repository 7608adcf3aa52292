package arithmetic

import (
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/tasks"
)

// CheckChain implements tasks.Checker: it compares language steps, `Cleo Ben . Ben 7 .`, with the facts. A step back is
// a Fact if the one quantity follows from the other; a value is a Fact if it is given, or if its equation is right with
// the value that the chain itself wrote before. So an error counts once, where it is made. It stops at words that are
// not a step.
func (q *Question) CheckChain(words []string) []tasks.Link {
	c := checker{q: q, about: q.facts(), written: map[int]int{}, at: q.Root}
	for ; len(words) >= 3 && words[2] == "."; words = words[3:] {
		c.check(words[0], words[1])
	}
	return c.links
}

// checker follows a chain.
type checker struct {
	q       *Question
	about   []*Fact
	written map[int]int // the values that the chain has written
	// at is the person that the next step is about: while the chain goes back, who was needed last, and afterwards, whose
	// quantity follows next; -1 if nobody.
	at    int
	back  []int // who was asked about on the way back
	links []tasks.Link
}

func (c *checker) check(from, to string) {
	person := slices.Index(c.q.Names, from)
	link := tasks.Link{From: from, To: to, Follows: person >= 0 && person == c.at}
	if isNumber(to) {
		value, _ := strconv.Atoi(to) // isNumber has read it
		link.Fact = person >= 0 && c.holds(person, value)
		c.value(person, value)
	} else {
		of := slices.Index(c.q.Names, to)
		link.Fact = person >= 0 && of >= 0 && c.about[person] != nil && c.about[person].Of == of
		c.back, c.at = append(c.back, person), of
	}
	c.links = append(c.links, link)
}

// holds reports whether a person has so many, by what the chain has written about the one that it follows from.
func (c *checker) holds(person, value int) bool {
	f := c.about[person]
	if f == nil {
		return false
	}
	if f.Operation == Given {
		return value == f.N
	}
	before, ok := c.written[f.Of]
	return ok && value == f.Operation.Apply(before, f.N)
}

// value notes a value, and turns to the person that needed it.
func (c *checker) value(person, value int) {
	if person >= 0 {
		c.written[person] = value
	}
	c.at = -1
	if n := len(c.back); n > 0 {
		c.at, c.back = c.back[n-1], c.back[:n-1]
	}
}
