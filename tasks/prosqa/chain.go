package prosqa

import (
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Link is one step of a chain of reasoning that somebody wrote: "Every From is a To."
type Link struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Fact says whether the question tells it; Follows whether it goes on from where the one before it ended, or, the first one, starts
	// at a node that the name asked about leads to.
	Fact    bool `json:"fact"`
	Follows bool `json:"follows"`
}

// CheckChain holds language steps, `X Y . Y Z .`, against the facts, edge by edge. Words that are no step (of another form, or cut off) end
// it.
func CheckChain(q *Question, words []string) []Link {
	var links []Link
	reached := graph.Index(&q.Graph).Distances(q.Root)
	for ; len(words) >= 3 && words[2] == "."; words = words[3:] {
		from, to := slices.Index(q.Graph.Symbols, words[0]), slices.Index(q.Graph.Symbols, words[1])
		l := Link{From: words[0], To: words[1], Fact: slices.Contains(q.Graph.Edges, [2]int{from, to})}
		if n := len(links); n > 0 {
			l.Follows = links[n-1].To == l.From
		} else {
			l.Follows = from >= 0 && reached[from] >= 0
		}
		links = append(links, l)
	}
	return links
}
