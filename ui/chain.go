package ui

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// ChainLink is one step of a chain that a model wrote.
type ChainLink struct{ Text, Class, Note string }

// chainLinks are the steps of the chain that a model wrote before its answer, with what is to be said against each; none of a question
// without a graph.
func chainLinks(question tasks.Grapher, r *reasoner.Result) []ChainLink {
	if question == nil {
		return nil
	}
	var chain []ChainLink
	supports := supporting(r.Chain, question.Concludes(r.Answer))
	for i, l := range r.Chain {
		chain = append(chain, chainLink(question.Sentence(l.From, l.To), l, supports[i]))
	}
	return chain
}

func chainLink(sentence string, l tasks.Link, supports bool) ChainLink {
	c := ChainLink{Text: strings.TrimSuffix(sentence, "."), Class: "link"}
	switch {
	case !l.Fact:
		c.Class, c.Note = "link invented", "no such fact"
	case !l.Follows:
		c.Class, c.Note = "link astray", "a fact, but it does not follow"
	case !supports:
		c.Class, c.Note = "link astray", "a fact, but it does not support the answer"
	}
	return c
}

// supporting marks the links from which the chain goes on, link by link, to what was concluded. What is wrong with a link on the way is said
// of that link, and not again of those before it.
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
