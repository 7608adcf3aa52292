package ui

import (
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Answer stands beside the drawing: the question, the answer with its verdict, what to do next, and the thoughts one by
// one.
type Answer struct {
	State *page.State
}

func (c *Answer) result() *reasoner.Result { return c.State.Result }

func (c *Answer) has() bool { return c.State.Result != nil }

func (c *Answer) facts() string {
	facts, _ := c.State.Told()
	return facts
}

func (c *Answer) asked() string {
	_, asked := c.State.Told()
	return asked
}

// next is the text of the primary button.
func (c *Answer) next() string {
	switch {
	case c.State.Running(page.AskJob):
		return "Thinking…"
	case !c.State.Answers():
		if size := c.State.Fetches(); size > 0 {
			return page.Say("Ask this question ({Size} to fetch)", page.FormatBytes(size))
		}
		return "Ask this question"
	case c.State.Small():
		return "Make it hard"
	}
	return "Another hard one"
}

func (c *Answer) busy() string { return ariaBool(c.State.Busy()) }

// saidClass hides the answer until the play arrives at it.
func (c *Answer) saidClass() string {
	if c.State.Playing {
		return "said-box ahead"
	}
	return "said-box"
}

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

// deeper says that the answer needed more thoughts, and whether the page offers so many.
func (c *Answer) deeper() string {
	if !c.has() {
		return ""
	}
	text := page.TooDeep(c.result())
	if needed := c.result().ThoughtsNeeded; needed > c.State.MostThoughts() {
		text += " " + page.Say("It takes {n thought}; this page offers {m} at most.", needed, c.State.MostThoughts())
	}
	return text
}

func (c *Answer) deepen() string {
	return page.Say("Ask with {n thought}", c.result().ThoughtsNeeded)
}

// ariaBool writes an ARIA state, whose value must be spelt out, unlike that of a boolean attribute.
func ariaBool(b bool) string { return strconv.FormatBool(b) }

// shareLabel names the link that reopens what the page shows.
func (c *Answer) shareLabel() string {
	if c.State.Edited {
		return "Link to your question"
	}
	return page.Say("Question no. {n}", c.State.Seed)
}

// recording says that the answer was read from a file.
func (c *Answer) recording() string {
	file, model := c.State.Recording, c.result().Model
	if model != "" {
		return page.Say("A recording, opened from {file}: {model} answered it elsewhere. Nothing was run for it here.", file,
			page.Clip(model))
	}
	return page.Say("A recording, opened from {file}. Nothing was run for it here.", file)
}

// english marks a text of a question or a model, which are always in English, whatever language the page is in; what
// the page says in such a text's place, "(no answer)" or how many facts there are, is not marked.
func english(text string) editorAttr {
	if strings.HasPrefix(text, "(") || strings.HasSuffix(text, ":") {
		return nil
	}
	return editorAttr{{Key: "lang", Val: "en"}}
}
