package prontoqa

import "slices"

// Link is one step of a chain of reasoning that somebody wrote: From is To.
type Link struct {
	From string
	To   string
	// Fact says whether the question tells it, or it says of the name what the fact before it says of a concept; Follows whether it goes on
	// from where the one before it ended, or, the first one, starts at a symbol that the name leads to.
	Fact    bool
	Follows bool
}

// CheckChain holds language steps, `Alex gorpus . gorpus impus . Alex impus .` in symbols, against the facts. Words that are no step (of
// another form, or cut off) end it.
func (q *Question) CheckChain(words []string) []Link {
	before, err := q.search()
	if err != nil {
		return nil
	}
	var links []Link
	for ; len(words) >= 3 && words[2] == "."; words = words[3:] {
		from, to := slices.Index(q.Symbols, words[0]), slices.Index(q.Symbols, words[1])
		l := Link{From: words[0], To: words[1], Fact: slices.Contains(q.Edges, [2]int{from, to})}
		switch n := len(links); {
		case n == 0:
			l.Follows = from >= 0 && before[from] != unseen
		case from == q.Root && links[n-1].To == l.To: // the conclusion from the fact before
			l.Fact, l.Follows = true, true
		default:
			l.Follows = links[n-1].To == l.From
		}
		links = append(links, l)
	}
	return links
}
