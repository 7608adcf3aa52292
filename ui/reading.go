package ui

import "github.com/coconut-page/coconut/tasks/prosqa"

// Reading is what the text in the question box says, as far as it can be read: the graph of its facts, and what follows from them.
type Reading struct {
	Text string
	// Question is nil where there are Problems.
	Question *prosqa.Question
	Problems []*prosqa.SyntaxError
	// Dist are the facts from the name asked about to each node, -1 where there is no way.
	Dist []int
	// Target is the candidate that follows, -1 where neither or both do; OnPath marks the nodes on a shortest way to it.
	Target int
	OnPath []bool
	oracle *prosqa.Oracle
}

// read reads a text.
func read(text string) *Reading {
	r := &Reading{Text: text, Target: -1}
	r.Question, r.Problems = prosqa.Check(text)
	if r.Question == nil {
		return r
	}
	oracle, err := prosqa.NewOracle(&r.Question.Graph)
	if err != nil { // Check takes no graph that the oracle does not
		r.Question, r.Problems = nil, []*prosqa.SyntaxError{{Reason: err.Error()}}
		return r
	}
	r.oracle = oracle
	r.Dist = oracle.Distances(r.Question.Root)
	r.OnPath = make([]bool, len(r.Dist))
	if target, err := oracle.Answer(r.Question); err == nil {
		r.Target = target
		for k := range r.Dist[target] + 1 {
			for _, node := range oracle.OnShortestPath(r.Question.Root, target, k) {
				r.OnPath[node] = true
			}
		}
	}
	return r
}

// Reading reads the question in the box; the same text is read once.
func (s *State) Reading() *Reading {
	if s.reading == nil || s.reading.Text != s.Question {
		s.reading = read(s.Question)
	}
	return s.reading
}

// frontier are the words exactly k facts away.
func (r *Reading) frontier(k int) map[string]bool {
	words := map[string]bool{}
	for node, d := range r.Dist {
		if d == k && k > 0 {
			words[r.Question.Graph.Symbols[node]] = true
		}
	}
	return words
}
