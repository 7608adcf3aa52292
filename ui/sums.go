package ui

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/ui/page"
)

// What the drawing and the story say of a word problem.

func (c *Graph) sums() bool { return c.reading().Sums != nil }

// sum fills in a quantity of a word problem: its equation, and before it what the last thought about it holds.
func (c *Graph) sum(n *graphNode, quantity int) {
	s, r := c.State, c.reading()
	q := r.Sums.Quantities[quantity]
	n.Title, n.Ring, n.Fill = q.Equation, false, "0"
	n.Percent = shortWord(strings.TrimPrefix(q.Equation, n.Word+" "))
	n.Class, n.Note = "node path", "on the way to the answer"
	if q.Depth < 0 {
		n.Class, n.Note = "node out idle", "not needed"
	}
	k := 0
	if c.live() {
		k = s.LastAbout(quantity)
	}
	if k == 0 {
		if quantity == r.Sums.Root {
			n.Label += ": ?"
		}
		return
	}
	due, _ := r.Due(k)
	at, _ := r.Due(s.K)
	n.Ring = at.Quantity == quantity
	words := likeliest(r.Sums.Words, s.Latent()[k-1].Holds)
	right := len(words) > 0 && words[0] == due.Word
	said := strings.Join(words, " / ")
	switch {
	case !right:
		n.Class += " astray"
	case !due.Value:
		said = "?"
	}
	n.Label += ": " + said
	if n.Fill = "0.35"; n.Ring && right {
		n.Fill = opacity(s.Latent()[k-1].Holds[slices.Index(r.Sums.Words, due.Word)])
	}
}

// sumSentence says in plain words what thought k of a word problem holds.
func sumSentence(s *page.State, k int) string {
	r := s.Reading()
	due, late := r.Due(k)
	name := s.Words()[due.Quantity]
	words, noun := likeliest(r.Sums.Words, s.Latent()[k-1].Holds), r.Sums.Many
	if due.Word == "1" {
		noun = r.Sums.One
	}
	switch {
	case len(words) == 0:
		return page.Say("Thought {n} holds none of these words.", k)
	case words[0] != due.Word:
		return page.Say("Thought {n} holds {Words}; {word} would be right.", k, together(words), due.Word)
	case late:
		return page.Say("Thought {n}: the answer stands.", k)
	case due.Value:
		return page.Say("Thought {n}: {name} has {m} {noun}.", k, name, due.Word, noun)
	case k <= len(r.Sums.Due)/3:
		return page.Say("Thought {n} asks how many {noun} {name} has.", k, r.Sums.Many, name)
	}
	return page.Say("Thought {n} goes on with {name}.", k, name)
}
