package ui

import (
	"maps"
	"slices"

	"github.com/coconut-page/coconut/internal/order"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Details shows what lies behind the answer: the chain of facts, the tokens, and how long each part took.
type Details struct {
	State *page.State
}

func (c *Details) result() *reasoner.Result { return c.State.Result }

func (c *Details) has() bool { return c.State.Result != nil }

// timing is one figure of the run.
type timing struct{ Name, Value string }

// alias is a word of the asker's, and the word that stands for it in the model.
type alias struct{ Asked, Model string }

// aliases are the words that the model has never learnt.
func (c *Details) aliases() []alias {
	var aliases []alias
	words := slices.Collect(maps.Keys(c.result().Aliases))
	order.Strings(words)
	for _, asked := range words {
		aliases = append(aliases, alias{asked, c.result().Aliases[asked]})
	}
	return aliases
}

// chain is what the model wrote before its answer.
func (c *Details) chain() []page.ChainLink { return c.State.Answered.Chain(c.result()) }

// linkClass is the class name of a link of a chain.
func linkClass(l page.ChainLink) string {
	switch {
	case l.Invented:
		return "link invented"
	case l.Note != "":
		return "link astray"
	}
	return "link"
}

// took says in what time the tokens went through the model.
func took(tokens int, ms float64) string {
	return page.Say("{n token} in {Time}", tokens, page.FormatMillis(ms))
}

// linkNote is what speaks against a link of a chain.
func linkNote(l page.ChainLink) string { return page.Say("– {Note}", l.Note) }

func (c *Details) timings() []timing {
	r := c.result()
	question := took(r.PromptTokens, r.PrefillMS)
	if r.Cached > 0 {
		question = page.Say("{n token}, {m} of them known, in {Time}", r.PromptTokens, r.Cached,
			page.FormatMillis(r.PrefillMS))
	}
	return []timing{
		{"Question", question},
		{page.Plural(r.Thoughts, "thought"), page.FormatMillis(r.ThinkMS)},
		{"Speaking", took(len(r.Tokens), r.DecodeMS)},
		{"In all, with the trace", page.FormatMillis(r.TotalMS)},
	}
}
