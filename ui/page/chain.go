package page

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// ChainLink is one step of a chain that a model wrote.
type ChainLink struct {
	Text string
	Note string // what speaks against it, "" if nothing does
	// Invented means that no fact of the question says so.
	Invented bool
}

// Chain is the chain that a model wrote before its answer, with what speaks against each link; nil if the question has
// no graph.
func (r *Reading) Chain(result *reasoner.Result) []ChainLink {
	if r.grapher == nil {
		return nil
	}
	var chain []ChainLink
	supports := supporting(result.Chain, r.grapher.Concludes(result.Answer))
	for i, l := range result.Chain {
		chain = append(chain, chainLink(r.grapher.Sentence(l.From, l.To), l, supports[i]))
	}
	return chain
}

func chainLink(sentence string, l tasks.Link, supports bool) ChainLink {
	c := ChainLink{Text: strings.TrimSuffix(sentence, ".")}
	switch {
	case !l.Fact:
		c.Note, c.Invented = "no such fact", true
	case !l.Follows:
		c.Note = "a fact, but it does not follow"
	case !supports:
		c.Note = "a fact, but it does not support the answer"
	}
	return c
}

// supporting marks the links that lead on, link by link, to what was concluded. A fault in one of them is reported for
// that link, and not again for those before it.
func supporting(links []tasks.Link, conclusion string) []bool {
	supports := make([]bool, len(links))
	needed := map[string]bool{conclusion: conclusion != ""}
	for i, l := range slices.Backward(links) {
		if needed[l.To] {
			supports[i] = true
			needed[l.From] = true
		}
	}
	return supports
}
