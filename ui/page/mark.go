package page

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
)

// Range is a part of the question box in UTF-16 code units, which is how the DOM counts: [Start, End).
type Range struct{ Start, End int }

// Box returns what belongs in the question box: its text, and a version that grows whenever the program, and not the
// visitor, has changed it.
func (s *State) Box() (text string, version int) { return s.Question, s.boxVersion }

// TakeMark returns the part of the question to select, once, and nil if there is none.
func (s *State) TakeMark() *Range {
	m := s.mark
	s.mark = nil
	return m
}

// Problems are the sentences that cannot be read in a text of the visitor's own. The last sentence is left out while it
// is being written: it does not end yet, and nobody has asked.
func (s *State) Problems() []*tasks.SyntaxError {
	if !s.Edited {
		return nil
	}
	problems := s.Reading().Problems
	if last := len(problems) - 1; last >= 0 && s.Alert == "" && unfinished(problems[last].Text) {
		problems = problems[:last]
	}
	return problems
}

// Alerted reports whether the alert says already what is wrong with a sentence.
func (s *State) Alerted(p *tasks.SyntaxError) bool {
	return s.Alert != "" && p.Sentence == s.alertSentence
}

// BadQuestion reports whether the alert is about the question in the box, and not about a link.
func (s *State) BadQuestion() bool { return s.Alert != "" && !s.badLink }

func unfinished(sentence string) bool {
	return sentence != "" && strings.IndexByte(".?!", sentence[len(sentence)-1]) < 0
}

// Piece is a part of the question as it stands in the box; a Bad one cannot be read.
type Piece struct {
	Text string
	Bad  bool
}

// Marked is the text in the box, cut at the sentences that cannot be read; nil if there are none.
func (s *State) Marked() []Piece {
	var pieces []Piece
	done := 0
	for _, p := range s.Problems() {
		start, end, ok := nthSentence(s.Question, p.Sentence)
		if !ok || start < done {
			continue
		}
		if start > done {
			pieces = append(pieces, Piece{Text: s.Question[done:start]})
		}
		pieces = append(pieces, Piece{s.Question[start:end], true})
		done = end
	}
	if done > 0 && done < len(s.Question) {
		pieces = append(pieces, Piece{Text: s.Question[done:]})
	}
	return pieces
}

// markOf finds what a failure is about in the question: its sentence by number, or else its text. The number goes first
// because an error quotes a sentence with single spaces, and so not always as it stands in the box.
func markOf(question string, f engine.Failure) *Range {
	if start, end, ok := nthSentence(question, f.Sentence); ok {
		return &Range{utf16Len(question[:start]), utf16Len(question[:end])}
	}
	if i := strings.Index(question, f.Text); f.Text != "" && i >= 0 {
		return &Range{utf16Len(question[:i]), utf16Len(question[:i+len(f.Text)])}
	}
	return nil
}

// nthSentence finds the sentence with number n, counted from 1 as the tasks count. A sentence ends with ".", "?" or
// "!".
func nthSentence(text string, n int) (start, end int, ok bool) {
	for i := 1; ; i++ {
		start += len(text[start:]) - len(strings.TrimLeftFunc(text[start:], unicode.IsSpace))
		if start == len(text) {
			return 0, 0, false
		}
		end = len(text)
		if stop := strings.IndexAny(text[start:], ".?!"); stop >= 0 {
			end = start + stop + 1
		}
		if i == n {
			return start, end, true
		}
		start = end
	}
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Show selects a sentence of the box, counted from 1.
func (s *State) Show(sentence int) {
	s.mark = markOf(s.Question, engine.Failure{Sentence: sentence})
}
