package ui

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Answer shows the result: the sentence, its verdict, and how long each part took.
type Answer struct {
	State *page.State
}

// timing is one figure of the run.
type timing struct{ Name, Value string }

func (c *Answer) result() *reasoner.Result { return c.State.Result }

func (c *Answer) has() bool { return c.State.Result != nil }

func (c *Answer) busy() string { return ariaBool(c.State.Busy()) }

func (c *Answer) sentence() string {
	if a := c.result().Answer; a != "" {
		return a
	}
	return "(no words)"
}

// verdictClass is the verdict as a class name. The badge says the same in words, so that colour is never the only sign.
func (c *Answer) verdictClass() string { return verdictClass(c.result().Verdict) }

func verdictClass(verdict string) string {
	switch verdict {
	case "right", "wrong":
		return "verdict " + verdict
	default:
		return "verdict open"
	}
}

func (c *Answer) verdict() string { return page.VerdictWord(c.result().Verdict) }

// expected is the right answer if the model gave another.
func (c *Answer) expected() string {
	if r := c.result(); r.Verdict != "right" {
		return r.Expected
	}
	return ""
}

// alias is a word of the asker's, and the word that stands for it in the model.
type alias struct{ Asked, Model string }

// aliases are the words that the model has never learnt.
func (c *Answer) aliases() []alias {
	var aliases []alias
	for _, asked := range slices.Sorted(maps.Keys(c.result().Aliases)) {
		aliases = append(aliases, alias{asked, c.result().Aliases[asked]})
	}
	return aliases
}

// chain is what the model wrote before its answer.
func (c *Answer) chain() []page.ChainLink { return c.State.Answered.Chain(c.result()) }

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

func (c *Answer) timings() []timing {
	r := c.result()
	return []timing{
		{"Question", page.Plural(r.PromptTokens, "token") + " in " + page.FormatMillis(r.PrefillMS)},
		{page.Plural(r.Thoughts, "thought"), page.FormatMillis(r.ThinkMS)},
		{"Speaking", page.Plural(len(r.Tokens), "token") + " in " + page.FormatMillis(r.DecodeMS)},
		{"In all, with the trace", page.FormatMillis(r.TotalMS)},
	}
}

// deeper says that the answer needed more thoughts, and whether the page offers so many.
func (c *Answer) deeper() string {
	text := page.TooDeep(c.result())
	if needed := c.result().ThoughtsNeeded; needed > page.MaxThoughts {
		text += fmt.Sprintf(" It takes %s; this page offers %d at most.", page.Plural(needed, "thought"), page.MaxThoughts)
	}
	return text
}

func (c *Answer) deepen() string {
	return "Ask with " + page.Plural(c.result().ThoughtsNeeded, "thought")
}

// ariaBool writes an ARIA state, whose value must be spelt out, unlike that of a boolean attribute.
func ariaBool(b bool) string { return strconv.FormatBool(b) }
