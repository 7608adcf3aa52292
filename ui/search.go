package ui

import "github.com/coconut-page/coconut/tasks/prosqa"

// searchOf is the breadth-first search that a question's facts allow: for each distance from the name asked about, from 1 on, the words
// exactly so many facts away. It is nil for a question that cannot be read, or whose facts go in a circle.
func searchOf(question string) []map[string]bool {
	q, err := prosqa.Parse(question)
	if err != nil {
		return nil
	}
	oracle, err := prosqa.NewOracle(&q.Graph)
	if err != nil {
		return nil
	}
	var search []map[string]bool
	for nodes := oracle.Frontier(q.Root, 1); len(nodes) > 0; nodes = oracle.Frontier(q.Root, len(search)+1) {
		words := map[string]bool{}
		for _, node := range nodes {
			words[q.Graph.Symbols[node]] = true
		}
		search = append(search, words)
	}
	return search
}

// frontier are the words exactly k facts away from the name asked about, once there is an answer; before, the question in the box may be
// another one.
func (s *State) frontier(k int) map[string]bool {
	if k > len(s.search) {
		return nil
	}
	return s.search[k-1]
}
