package prosqa

import (
	"slices"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// CheckChain implements tasks.Grapher: it compares language steps, `X Y . Y Z .`, with the facts, edge by edge. It
// stops at words that are not a step (of another form, or cut off).
func (q *Question) CheckChain(words []string) []tasks.Link {
	var links []tasks.Link
	reached := graph.Index(&q.Graph).Distances(q.Root)
	for ; len(words) >= 3 && words[2] == "."; words = words[3:] {
		from, to := slices.Index(q.Graph.Symbols, words[0]), slices.Index(q.Graph.Symbols, words[1])
		l := tasks.Link{From: words[0], To: words[1], Fact: slices.Contains(q.Graph.Edges, [2]int{from, to})}
		if n := len(links); n > 0 {
			l.Follows = links[n-1].To == l.From
		} else {
			l.Follows = from >= 0 && reached[from] >= 0
		}
		links = append(links, l)
	}
	return links
}
