package ui

import (
	"maps"
	"slices"

	"github.com/coconut-page/coconut/reasoner"
)

// Answer shows the result: the sentence, what the oracle makes of it, and how long each part took.
type Answer struct {
	State *State
}

// Timing is one figure of the run.
type Timing struct{ Name, Value string }

func (c *Answer) result() *reasoner.Result { return c.State.Result }

func (c *Answer) has() bool { return c.State.Result != nil }

func (c *Answer) busy() string { return ariaBool(c.State.Busy()) }

func (c *Answer) sentence() string {
	if a := c.result().Answer; a != "" {
		return a
	}
	return "(no words)"
}

// verdictClass is the verdict as a class name; the badge's text says the same, so that colour is never the only sign.
func (c *Answer) verdictClass() string { return verdictClass(c.result().Verdict) }

func verdictClass(verdict string) string {
	switch verdict {
	case "right", "wrong":
		return "verdict " + verdict
	default:
		return "verdict open"
	}
}

func (c *Answer) verdict() string { return verdictWord(c.result().Verdict) }

// expected is the right answer where the model did not give it.
func (c *Answer) expected() string {
	if r := c.result(); r.Verdict != "right" {
		return r.Expected
	}
	return ""
}

// Alias is a word of the asker's, and the word that stands for it in the model.
type Alias struct{ Asked, Model string }

// aliases are the words that the model has never learnt.
func (c *Answer) aliases() []Alias {
	var aliases []Alias
	for _, asked := range slices.Sorted(maps.Keys(c.result().Aliases)) {
		aliases = append(aliases, Alias{asked, c.result().Aliases[asked]})
	}
	return aliases
}

// chain is what the model wrote before its answer.
func (c *Answer) chain() []ChainLink { return c.State.answered.chain(c.result()) }

// linkClass is the class of a link of a chain.
func linkClass(l ChainLink) string {
	switch {
	case l.Invented:
		return "link invented"
	case l.Note != "":
		return "link astray"
	}
	return "link"
}

func (c *Answer) timings() []Timing {
	r := c.result()
	return []Timing{
		{"Question", plural(r.PromptTokens, "token") + " in " + formatMillis(r.PrefillMS)},
		{plural(r.Thoughts, "thought"), formatMillis(r.ThinkMS)},
		{"Speaking", plural(len(r.Tokens), "token") + " in " + formatMillis(r.DecodeMS)},
		{"In all, with the trace", formatMillis(r.TotalMS)},
	}
}

func verdictWord(verdict string) string {
	switch verdict {
	case "right":
		return "Right."
	case "wrong":
		return "Wrong."
	case "malformed":
		return "Not an answer."
	case "undecidable":
		return "Undecidable."
	default:
		return verdict
	}
}
