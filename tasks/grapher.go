package tasks

import (
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Facts are a question whose facts form a graph, as drawings, probes and editors see it.
type Facts struct {
	Graph graph.Graph
	// Root is the node that the question is about.
	Root int
	// Candidates are the nodes that decide for each of the offered answers; -1 for one that no fact mentions.
	Candidates [2]int
	// Query is the property in a true-or-false question; "" in one that offers two words.
	Query string
}

// Grapher is a Question whose facts form a graph.
type Grapher interface {
	Question
	Checker
	// Facts returns the question's own; to change them, copy the graph's slices first.
	Facts() Facts
	// Offered returns the offered answers, in the model's words and in the question's order.
	Offered() [2]string
	// Solve finds the node that decides, -1 where the facts do not, and which of the offered answers (0 or 1) it decides
	// for.
	Solve() (target, answer int)
	// Sentence returns one fact in English.
	Sentence(from, to string) string
	// Concludes returns the word that an answer says about the root, "" if it says none: "lempus" for "Tom is a lempus."
	Concludes(answer string) string
}

// Editor is a Grapher that can be changed, fact by fact.
type Editor interface {
	Grapher
	// With returns the same question about other facts.
	With(f Facts) Editor
	// Ends returns the words that a fact about a node may lead to.
	Ends(from int) []string
	// Flips are changes of one fact that reverse the answer; none where the facts decide nothing.
	Flips() []Edit
	// Unused returns a kind that no fact mentions yet, "" if all are in use.
	Unused() string
	// Askable reports whether a word can be Facts.Query, and what its opposite is.
	Askable(word string) (opposite string, ok bool)
}

// Edit is a change of one fact: edge number Edge of the graph leads to the word Child instead.
type Edit struct {
	Edge  int
	Child string
}

// Guesser is a Question that can be guessed from the shape of its graph alone, without reasoning.
type Guesser interface {
	// Guess returns an answer in words, and whether it is right; ok is false where the rule does not distinguish the
	// answers.
	Guess() (answer string, verdict string, ok bool)
}

// FirstUnused returns the first of words that is not among symbols, "" if all are.
func FirstUnused(words, symbols []string) string {
	for _, word := range words {
		if !slices.Contains(symbols, word) {
			return word
		}
	}
	return ""
}

// Apply returns the question with one fact changed.
func Apply(e Editor, edit Edit) Editor {
	f := e.Facts().Clone()
	f.Graph.Edges[edit.Edge][1] = f.Node(edit.Child)
	return e.With(f)
}

// Reordered returns the same question with its facts told in another order, which the seed decides.
func Reordered(e Editor, seed uint64) Editor {
	f := e.Facts().Clone()
	edges := f.Graph.Edges
	rng := rand.New(rand.NewPCG(seed, 0x6d617463))
	rng.Shuffle(len(edges), func(a, b int) { edges[a], edges[b] = edges[b], edges[a] })
	return e.With(f)
}

// Flipped returns the question with one fact changed so that it has the other answer, nil if there is no such fact.
// The seed decides which of them.
func Flipped(e Editor, seed uint64) Editor {
	flips := e.Flips()
	if len(flips) == 0 {
		return nil
	}
	return Apply(e, flips[rand.New(rand.NewPCG(seed, 0x756e6d61)).IntN(len(flips))])
}

// Clone returns a copy whose graph can be changed.
func (f Facts) Clone() Facts {
	f.Graph.Symbols, f.Graph.Edges = slices.Clone(f.Graph.Symbols), slices.Clone(f.Graph.Edges)
	return f
}

// Node returns the number of a word; a new word is added.
func (f *Facts) Node(word string) int {
	if i := slices.Index(f.Graph.Symbols, word); i >= 0 {
		return i
	}
	f.Graph.Symbols = append(f.Graph.Symbols, word)
	return len(f.Graph.Symbols) - 1
}
