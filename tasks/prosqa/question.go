package prosqa

import "github.com/coconut-page/coconut/tasks/graph"

// Question is a graph with what is asked about it.
type Question struct {
	Graph graph.Graph
	// Root is the node asked about; Candidates are the two answers offered, in the order asked.
	Root       int
	Candidates [2]int
}
