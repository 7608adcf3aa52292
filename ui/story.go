package ui

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/ui/page"
)

// storyLine is a thought in plain words.
type storyLine struct {
	K     int
	Text  string
	Class string
	Now   bool // the drawing shows it
}

// story has a line for each thought of the question in the box, if that has a graph. Those after the answer is settled
// are greyed.
func (c *Answer) story() []storyLine {
	s := c.State
	if _, _, ok := s.Shown(); !ok || s.Result == nil || s.Reading().Question == nil {
		return nil
	}
	var lines []storyLine
	last := s.LastK()
	if s.Reading().Sums != nil && s.Decisive() > 0 { // the rest of many repeat it
		last = min(last, s.Decisive()+1)
	}
	for k := 1; k <= last; k++ {
		line := storyLine{K: k, Text: thoughtSentence(s, k), Class: "story-line", Now: k == s.K}
		if k == last && k < s.LastK() {
			line.Text, line.Now = "After that, the answer stands.", s.K >= k
		}
		switch d := s.Decisive(); {
		case k == d:
			line.Class += " decisive"
		case d > 0 && k > d:
			line.Class += " late"
		}
		if s.Playing && k > s.K {
			line.Class += " ahead"
		}
		lines = append(lines, line)
	}
	return lines
}

// breakable is the thought that can be broken next: the one that the drawing shows; 0 if there is none.
func (c *Answer) breakable() int {
	if s := c.State; len(c.story()) > 0 && s.Answers() && s.Recording == "" && s.Answered.Breakable() &&
		s.K <= s.Result.Thoughts {
		return s.Breakable(s.K)
	}
	return 0
}

func (c *Answer) breakLabel() string {
	if c.State.Reading().Sums != nil {
		return page.Say("Change the number in thought {n}", c.breakable())
	}
	return page.Say("Break thought {n}", c.breakable())
}

// thoughtSentence says in plain words what thought k holds; there must be such a thought, and a graph.
func thoughtSentence(s *page.State, k int) string {
	if s.Reading().Sums != nil {
		return sumSentence(s, k)
	}
	decisive := s.Decisive()
	if decisive > 0 && k > decisive {
		return page.Say("Thought {n}: the answer stands.", k)
	}
	words := likeliest(s.Words(), s.Latent()[k-1].Holds)
	switch {
	case len(words) == 0:
		return page.Say("Thought {n} holds none of these words.", k)
	case k == decisive:
		return arrival(s, k, words)
	case len(words) == 1:
		return page.Say("Thought {n} holds {word}.", k, words[0])
	}
	return page.Say("Thought {n} holds {Words} at once.", k, together(words))
}

// arrival is the sentence about the decisive thought, which holds the words.
func arrival(s *page.State, k int, words []string) string {
	_, answer := s.Favoured()
	others := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == answer })
	if len(others) == len(words) {
		return page.Say("Thought {n} arrives at the answer.", k)
	}
	if len(others) == 0 {
		return page.Say("Thought {n} arrives at {word}, the answer.", k, answer)
	}
	return page.Say("Thought {n} arrives at {word}, the answer, beside {Words}.", k, answer, together(others))
}

// together joins words: "a, b and c".
func together(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
