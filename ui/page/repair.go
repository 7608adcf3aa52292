package page

import (
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Sentences that cannot be read are repaired one by one, or all at once: then what nobody can repair is left aside, so
// that a whole paragraph can be pasted.

// maxRepairs bounds the rounds of RepairAll; in each of them the task has something to say about up to 20 sentences.
const maxRepairs = 40

// Repairs are what to write in place of the sentences that the Problems are about, "" where there is nothing to
// suggest.
func (r *Reading) Repairs() []string {
	if r.repairs == nil {
		r.repairs = make([]string, len(r.Problems))
		if repairer, ok := r.Task.(tasks.Repairer); ok {
			r.repairs = repairer.Repair(r.Text, r.Problems)
		}
	}
	return r.repairs
}

// Repair puts the suggestion in the place of a sentence, counted from 1.
func (s *State) Repair(sentence int) {
	r := s.Reading()
	for i, p := range r.Problems {
		if better := r.Repairs()[i]; p.Sentence == sentence && better != "" {
			s.rewrite(inPlace(s.Question, sentence, better), nil)
			s.Status = Say("Now it says: {sentence}", better)
			return
		}
	}
}

// RepairAll repairs what can be repaired and leaves the rest aside.
func (s *State) RepairAll() {
	text := s.Question
	var aside []string
	for range maxRepairs {
		r, before := Read(text), text
		for i := len(r.Problems) - 1; i >= 0; i-- {
			p, better := r.Problems[i], r.Repairs()[i]
			if p.Sentence == 0 || better == "" && strings.HasSuffix(p.Text, "?") && strings.Count(text, "?") == 1 {
				continue // it is the question itself, which is not to be lost
			}
			if better == "" {
				aside = append([]string{p.Text}, aside...)
			}
			text = inPlace(text, p.Sentence, better)
		}
		if text == before {
			break
		}
	}
	s.rewrite(text, aside)
	s.Status = "Repaired."
	if len(aside) > 0 {
		s.Status = Say("{n sentence} left aside.", len(aside))
	}
}

// rewrite puts a repaired text into the box.
func (s *State) rewrite(text string, aside []string) {
	if s.Busy() || text == s.Question {
		return
	}
	s.original = s.Question
	s.Edit(text)
	s.Aside = aside
	s.boxVersion++
}

// PutBack undoes the last repair.
func (s *State) PutBack() {
	if s.Busy() {
		return
	}
	s.Edit(s.original)
	s.boxVersion++
	s.Status = "Taken back."
}

// inPlace replaces a sentence, counted from 1; without a better one it is taken away.
func inPlace(text string, sentence int, better string) string {
	start, end, ok := nthSentence(text, sentence)
	if !ok {
		return text
	}
	if better == "" {
		end += len(text[end:]) - len(strings.TrimLeft(text[end:], " "))
	}
	return text[:start] + better + text[end:]
}
