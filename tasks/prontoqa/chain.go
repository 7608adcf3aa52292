package prontoqa

import (
	"slices"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// CheckChain implements tasks.Grapher: it compares language steps, `Alex gorpus . gorpus impus . Alex impus .` in
// symbols, with the facts. It stops at words that are not a step (of another form, or cut off).
func (q *Question) CheckChain(words []string) []tasks.Link {
	facts := q.graph()
	if facts.Check() != nil {
		return nil
	}
	reached := graph.Index(facts).Distances(q.Root)
	var links []tasks.Link
	for ; len(words) >= 3 && words[2] == "."; words = words[3:] {
		from, to := slices.Index(q.Symbols, words[0]), slices.Index(q.Symbols, words[1])
		l := tasks.Link{From: words[0], To: words[1], Fact: slices.Contains(q.Edges, [2]int{from, to})}
		switch n := len(links); {
		case n == 0:
			l.Follows = from >= 0 && reached[from] >= 0
		case from == q.Root && links[n-1].To == l.To: // the conclusion from the previous fact
			l.Fact, l.Follows = true, true
		default:
			l.Follows = links[n-1].To == l.From
		}
		links = append(links, l)
	}
	return links
}
