package page

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// A word problem is drawn as its quantities, with an arrow from each to those that are computed from it.

// reckon fills in the drawing of a word problem: Dist is after how many operations a quantity is known, -1 for one that
// is not needed, and OnPath marks those that are.
func (r *Reading) reckon(sums *tasks.Reckoning) {
	n := len(sums.Quantities)
	r.Sums = sums
	r.Question = &tasks.Facts{Root: sums.Root, Candidates: [2]int{-1, -1}}
	r.Question.Graph.Symbols = sums.Words[:n]
	r.Dist, r.OnPath = make([]int, n), make([]bool, n)
	for i, q := range sums.Quantities {
		r.Dist[i], r.OnPath[i] = q.Depth, q.Depth >= 0
		if q.Of >= 0 {
			r.Question.Graph.Edges = append(r.Question.Graph.Edges, [2]int{q.Of, i})
		}
	}
}

// Due is what thought k of a word problem, counted from 1, should name; late says that the answer was due before.
func (r *Reading) Due(k int) (due tasks.Due, late bool) {
	all := r.Sums.Due
	return all[min(k, len(all))-1], k > len(all)
}

// LastAbout is the last thought up to the shown one that is about a quantity, 0 if none is.
func (s *State) LastAbout(quantity int) (k int) {
	for i, due := range s.Reading().Sums.Due {
		if due.Quantity == quantity && i < s.K {
			k = i + 1
		}
	}
	return k
}

// settled is Decisive of a word problem: the first thought that holds the number of the answer, when all from there on
// do.
func (s *State) settled() (decisive int) {
	if s.Result == nil {
		return 0
	}
	said := strings.Fields(s.Result.Answer)
	steps := s.Latent()
	for k := len(steps) - 1; k > 0; k-- {
		if word := s.Answered.likeliest(steps[k-1]); !slices.Contains(said, word) || s.Answered.isName(word) {
			break
		}
		decisive = k
	}
	return decisive
}

// likeliest is the word that a thought of a word problem most likely is, "" if it is none with a share of answerShare.
func (r *Reading) likeliest(thought reasoner.Step) (word string) {
	most := float32(answerShare)
	for i, p := range thought.Holds[:min(len(thought.Holds), len(r.Sums.Words))] {
		if p >= most {
			word, most = r.Sums.Words[i], p
		}
	}
	return word
}

// isName reports whether a word is that of a quantity, and not a number.
func (r *Reading) isName(word string) bool { return slices.Contains(r.Question.Graph.Symbols, word) }
