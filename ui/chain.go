package ui

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// ChainLink is one step of a chain that a model wrote.
type ChainLink struct{ Text, Class, Note string }

// chainLinks are the steps of the chain that a model wrote before its answer, with what is to be said against each.
func chainLinks(task string, r *reasoner.Result) []ChainLink {
	var chain []ChainLink
	supports := supporting(r.Chain, concluded(task, r))
	for i, l := range r.Chain {
		chain = append(chain, chainLink(task, l, supports[i]))
	}
	return chain
}

func chainLink(task string, l prosqa.Link, supports bool) ChainLink {
	c := ChainLink{Text: strings.TrimSuffix(factSentence(task, l.From, l.To), "."), Class: "link"}
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
func supporting(links []prosqa.Link, conclusion string) []bool {
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

// concluded is the word that an answer says the name is, "" if it says none: "lempus" of "Tom is a lempus.", and of "False" the opposite of
// what was asked.
func concluded(task string, r *reasoner.Result) string {
	if task == "prontoqa" {
		asked, problems := prontoqa.Check(r.Question)
		switch {
		case len(problems) > 0:
			return ""
		case r.Answer == "True":
			return asked.Query
		case r.Answer == "False":
			return prontoqa.Negate(asked.Query)
		}
		return ""
	}
	words := strings.Fields(strings.TrimSuffix(r.Answer, "."))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
