package ui

import (
	"slices"
	"strconv"
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
	for k := 1; k <= s.LastK(); k++ {
		line := storyLine{K: k, Text: thoughtSentence(s, k), Class: "story-line", Now: k == s.K}
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
	if s := c.State; len(c.story()) > 0 && s.Answers() && s.Recording == "" && s.Answered.Editable() &&
		s.K <= s.Result.Thoughts {
		return s.K
	}
	return 0
}

func (c *Answer) breakLabel() string { return "Break thought " + strconv.Itoa(c.breakable()) }

// thoughtSentence says in plain words what thought k holds; there must be such a thought, and a graph.
func thoughtSentence(s *page.State, k int) string {
	thought, decisive := "Thought "+strconv.Itoa(k), s.Decisive()
	if decisive > 0 && k > decisive {
		return thought + ": the answer stands."
	}
	words := likeliest(s.Words(), s.Latent()[k-1].Holds)
	switch {
	case len(words) == 0:
		return thought + " holds none of these words."
	case k == decisive:
		return thought + " arrives at " + arrival(s, words)
	case len(words) == 1:
		return thought + " holds " + words[0] + "."
	}
	return thought + " holds " + together(words) + " at once."
}

// arrival is the end of the sentence about the decisive thought, which holds the words.
func arrival(s *page.State, words []string) string {
	_, answer := s.Favoured()
	others := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == answer })
	if len(others) == len(words) {
		return "the answer."
	}
	if len(others) == 0 {
		return answer + ", the answer."
	}
	return answer + ", the answer, beside " + together(others) + "."
}

// together joins words: "a, b and c".
func together(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
