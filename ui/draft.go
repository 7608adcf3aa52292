package ui

import (
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// draft is a question that is being changed, of either task.
type draft struct {
	prosqa.Question
	Query string // what a ProntoQA question asks; "" of ProsQA
}

// draft is a copy of the question to change.
func (r *Reading) draft() *draft {
	d := &draft{*r.Question, r.Query}
	d.Graph = graph.Graph{Symbols: slices.Clone(d.Graph.Symbols), Edges: slices.Clone(d.Graph.Edges)}
	return d
}

// text is the draft in words.
func (d *draft) text() string {
	if d.Query == "" {
		return d.Text()
	}
	q := prontoqa.Question{Symbols: d.Graph.Symbols, Edges: d.Graph.Edges, Root: d.Root, Query: d.Query}
	return q.Text()
}

// node is the number of a word, which it is given if it is new.
func (d *draft) node(word string) int {
	i := slices.Index(d.Graph.Symbols, word)
	if i < 0 {
		i = len(d.Graph.Symbols)
		d.Graph.Symbols = append(d.Graph.Symbols, word)
	}
	return i
}

// factSentence is one fact in the words of a task.
func factSentence(task, from, to string) string {
	if task == "prontoqa" {
		return prontoqa.Sentence(from, to)
	}
	return prosqa.Sentence(from, to)
}

// flip is the edit of one fact: number Edge ends in Child instead.
type flip struct {
	Edge  int
	Child string
}

// flips are edits that turn the answer round, as far as they are known at once.
func (r *Reading) flips() []flip {
	if r.Task == "prontoqa" {
		return r.prontoFlips()
	}
	found, err := r.Question.Flips()
	if err != nil { // the facts do not decide the question
		return nil
	}
	var flips []flip
	for _, f := range found {
		flips = append(flips, flip{f.Edge, r.Question.Graph.Symbols[f.Child]})
	}
	return flips
}

// prontoFlips is the fact that decides, turned into its opposite.
func (r *Reading) prontoFlips() []flip {
	for i, e := range r.Question.Graph.Edges {
		if e[1] == r.Target && r.OnPath[e[0]] {
			return []flip{{i, prontoqa.Negate(r.Question.Graph.Symbols[r.Target])}}
		}
	}
	return nil
}

// with puts the question with one fact changed into words.
func (r *Reading) with(f flip) string {
	d := r.draft()
	d.Graph.Edges[f.Edge][1] = d.node(f.Child)
	return d.text()
}

// ends are the words that a fact from some word may lead to: kinds, and of ProntoQA the properties that there are, and their opposites.
func (r *Reading) ends(from int) []string {
	var ends []string
	for i, word := range r.Question.Graph.Symbols {
		if i == from || prosqa.IsName(word) {
			continue
		}
		ends = append(ends, word)
		if opposite := prontoqa.Negate(word); r.Task == "prontoqa" && prontoqa.IsLiteral(word) && !slices.Contains(r.Question.Graph.Symbols, opposite) {
			ends = append(ends, opposite)
		}
	}
	return ends
}
