package ui

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// Reading is what the text in the question box says, as far as it can be read: the graph of its facts, and what follows from them.
type Reading struct {
	Text string
	// Question is nil where there are Problems.
	Question *prosqa.Question
	Problems []*prosqa.SyntaxError
	// Task is the task that the question is of, as models name it. A ProntoQA question is held as a graph, too; its Candidates are what
	// is asked and its negation, -1 where no fact speaks of one, and Query is what is asked.
	Task, Query string
	// Offered are the answers in the model's words, in the order in which it is asked for them; Right is the one that follows, "" if
	// neither or both do.
	Offered [2]string
	Right   string
	// Dist are the facts from the name asked about to each node, -1 where there is no way.
	Dist []int
	// Target is the candidate that follows, -1 where neither or both do; OnPath marks the nodes on a shortest way to it.
	Target int
	OnPath []bool
	oracle *graph.Adjacency
}

// read reads a text.
func read(text string) *Reading {
	r := &Reading{Text: text, Target: -1, Task: "prosqa"}
	r.Question, r.Problems = prosqa.Check(text)
	if r.Question == nil {
		return r.pronto()
	}
	oracle, err := graph.New(&r.Question.Graph)
	if err != nil { // Check takes no graph that the oracle does not
		r.Question, r.Problems = nil, []*prosqa.SyntaxError{{Reason: err.Error()}}
		return r
	}
	word := r.Question.Graph.Symbols
	r.Offered = [2]string{word[r.Question.Candidates[0]], word[r.Question.Candidates[1]]}
	target, err := r.Question.Answer(oracle)
	if err != nil {
		target = -1
	} else {
		r.Right = word[target]
	}
	return r.solve(oracle, target)
}

// pronto reads the text as a ProntoQA question, if it is one.
func (r *Reading) pronto() *Reading {
	if !prontoqa.LooksLike(r.Text) {
		return r
	}
	q, problems := prontoqa.Check(r.Text)
	if len(problems) > 0 {
		r.Problems = nil
		for _, p := range problems {
			r.Problems = append(r.Problems, &prosqa.SyntaxError{Sentence: p.Sentence, Text: p.Text, Reason: p.Reason})
		}
		return r
	}
	facts := graph.Graph{Symbols: q.Symbols, Edges: q.Edges}
	oracle, err := graph.New(&facts)
	if err != nil {
		r.Problems = []*prosqa.SyntaxError{{Reason: strings.TrimPrefix(err.Error(), "prosqa: ")}}
		return r
	}
	r.Query = q.Query
	r.Task, r.Problems, r.Offered = "prontoqa", nil, [2]string{"True", "False"}
	asked := [2]int{slices.Index(q.Symbols, q.Query), slices.Index(q.Symbols, prontoqa.Negate(q.Query))}
	r.Question = &prosqa.Question{Graph: facts, Root: q.Root, Candidates: asked}
	answer, path, err := q.Answer()
	if err != nil {
		return r.solve(oracle, -1)
	}
	r.Right = r.Offered[1]
	if answer {
		r.Right = r.Offered[0]
	}
	return r.solve(oracle, path[len(path)-1])
}

// solve fills in what follows from the facts.
func (r *Reading) solve(oracle *graph.Adjacency, target int) *Reading {
	r.oracle, r.Target = oracle, target
	r.Dist = oracle.Distances(r.Question.Root)
	r.OnPath = make([]bool, len(r.Dist))
	if target >= 0 {
		for k := range r.Dist[target] + 1 {
			for _, node := range oracle.OnShortestPath(r.Question.Root, target, k) {
				r.OnPath[node] = true
			}
		}
	}
	return r
}

// editable says whether there is a question to change.
func (r *Reading) editable() bool { return r.Question != nil }

// twoKinds says whether the question offers two kinds to choose between, as ProsQA's do.
func (r *Reading) twoKinds() bool { return r.Question != nil && r.Task == "prosqa" }

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
