package prontoqa

import "strings"

// Sentence returns one fact in English: "Every gorpus is an impus.", "Every impus is not cold." or "Alex is a gorpus."
func Sentence(subject, object string) string { return every.sentence(subject, object) }

// Text returns the question in sentences that Parse reads: the facts in the order of the edges, then the query. It
// omits symbols without a fact.
func (q *Question) Text() string {
	var b strings.Builder
	for _, e := range q.Edges {
		b.WriteString(Sentence(q.Symbols[e[0]], q.Symbols[e[1]]) + " ")
	}
	return b.String() + queryText(q.Symbols[q.Root], q.Query)
}
