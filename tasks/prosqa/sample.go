package prosqa

import (
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Sample is a generated question before it is put into words, as training uses it.
type Sample struct {
	// Symbols names every node; Edges are [source, target] pairs in the order of their sentences.
	Symbols []string
	Edges   [][2]int
	// Roots are the root of the question and the root of the wrong candidate's family.
	Roots [2]int
	// Target is the right candidate, NegTarget the wrong one; Candidates holds both in the question's order.
	Target, NegTarget int
	Candidates        [2]int
	// Path is a shortest path from Roots[0] to Target, both included, drawn at random if there are several.
	Path []int
}

// Graph returns the facts of a sample, in the order of their sentences. It shares the sample's slices.
func (s Sample) Graph() graph.Graph { return graph.Graph{Symbols: s.Symbols, Edges: s.Edges} }

// Key identifies equal graphs, see graph.Graph.Key.
func (s Sample) Key() string {
	facts := s.Graph()
	return facts.Key()
}

// Question returns the sample as a question. It shares the sample's slices.
func (s Sample) Question() *Question {
	return &Question{Graph: s.Graph(), Root: s.Roots[0], Candidates: s.Candidates}
}

// Item puts a sample into words and into the official form. As in the official files, Edges is ordered by child and not
// like the sentences, and Steps is one of the shortest paths.
func (s Sample) Item() Item {
	edges := slices.Clone(s.Edges)
	graph.SortByChild(edges)
	return Item{
		Question: s.Question().OfficialText(), Steps: s.steps(),
		Answer:      sentence(s.Symbols[s.Roots[0]], s.Symbols[s.Target], officialArticle),
		IdxToSymbol: s.Symbols, Edges: edges, Root: s.Roots[0], Target: s.Target, NegTarget: s.NegTarget,
	}
}

func (s Sample) steps() []string {
	steps := make([]string, 0, len(s.Path))
	for i := 1; i < len(s.Path); i++ {
		steps = append(steps, sentence(s.Symbols[s.Path[i-1]], s.Symbols[s.Path[i]], officialArticle))
	}
	return steps
}
