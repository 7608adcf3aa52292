package prontoqa

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/internal/sha256"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Key returns the same for two samples whose facts differ only in the words, the numbering of the nodes and the order
// of the sentences, and in which the same literals are negated. It ignores the query.
//
// Without the negations all official questions would share one key. With them there are 2^11 keys at most, and they are
// not equally frequent: 29 % of all drawn questions have a key of the 200 official valid questions. To exclude only
// repetitions, use FactsKey.
func (s Sample) Key() string { return shapeKey(s.Symbols, s.Edges) }

// ItemKey returns the Key of an item. It fails if the question cannot be read.
func ItemKey(it Item) (string, error) {
	q, err := Parse(it.Question)
	if err != nil {
		return "", err
	}
	return shapeKey(q.Symbols, q.Edges), nil
}

// FactsKey returns the same for two samples that state the same facts in another order, in other forms of sentences or
// about another name. It depends on the other words, but not on the query.
func (s Sample) FactsKey() string { return factsKey(s.Symbols, s.Edges) }

// ItemFactsKey returns the FactsKey of an item. It fails if the question cannot be read.
func ItemFactsKey(it Item) (string, error) {
	q, err := Parse(it.Question)
	if err != nil {
		return "", err
	}
	return factsKey(q.Symbols, q.Edges), nil
}

// shapeKey makes the kinds of nodes visible to the key of the bare graph: literals lead to one of two extra nodes, one
// for positive literals and one for negative, of which only the latter leads on; and a negative literal leads to the
// positive one of the same adjective.
func shapeKey(symbols []string, edges [][2]int) string {
	positive, negative, mark := len(symbols), len(symbols)+1, len(symbols)+2
	edges = append(slices.Clone(edges), [2]int{negative, mark})
	for node, symbol := range symbols {
		if !IsLiteral(symbol) {
			continue
		}
		if !strings.HasPrefix(symbol, not) {
			edges = append(edges, [2]int{node, positive})
			continue
		}
		edges = append(edges, [2]int{node, negative})
		if opposite := slices.Index(symbols, Negate(symbol)); opposite >= 0 {
			edges = append(edges, [2]int{node, opposite})
		}
	}
	g := graph.Graph{Symbols: make([]string, len(symbols)+3), Edges: edges}
	return g.Key()
}

func factsKey(symbols []string, edges [][2]int) string {
	facts := make([]string, len(edges))
	for i, e := range edges {
		subject := symbols[e[0]]
		if IsName(subject) {
			subject = ""
		}
		facts[i] = subject + " " + symbols[e[1]] + "\n"
	}
	slices.Sort(facts)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(facts), "")))
	return hex.EncodeToString(sum[:16])
}
