package ui

import (
	"strconv"
	"strings"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/page"
)

// Form is the question box and its controls.
//
// Its buttons are never disabled, only marked as such: a button that is disabled while it has the focus loses it, and
// keyboard users lose their place. For the same reason every element that comes and goes (vg-if) has a box of its own
// that stays: Vugu goes by position, and would otherwise replace everything behind it.
type Form struct {
	State *page.State
}

func (c *Form) submit(event vugu.DOMEvent) {
	event.PreventDefault()
	c.State.Ask()
}

func (c *Form) edit(event vugu.DOMEvent) {
	c.State.Edit(event.PropString("target", "value"))
}

// key asks on Ctrl+Enter and Cmd+Enter; Enter alone starts a new line.
func (c *Form) key(event vugu.DOMEvent) {
	if event.PropString("key") != "Enter" || !(event.PropBool("ctrlKey") || event.PropBool("metaKey")) {
		return
	}
	event.PreventDefault()
	c.State.Ask()
}

func (c *Form) setThoughts(event vugu.DOMEvent) {
	n, err := strconv.Atoi(event.PropString("target", "value"))
	if err != nil {
		return // an empty number box on the way to another number
	}
	c.State.SetThoughts(n)
}

// questionHint says what a question looks like, for the task of the one in the box.
func (c *Form) questionHint() string {
	return c.State.Reading().Task.Hint()
}

func (c *Form) invalid() string { return ariaBool(c.State.BadQuestion()) }

func (c *Form) thoughts() string { return strconv.Itoa(c.State.AskedThoughts()) }
func (c *Form) most() string     { return strconv.Itoa(c.State.MostThoughts()) }

// fetches says what has to be fetched before the question can be answered.
func (c *Form) fetches() string {
	if size := c.State.Fetches(); size > 0 {
		return page.Say("Another model answers such questions: {Size} to fetch, once.", page.FormatBytes(size))
	}
	return ""
}

// thoughtsHint says in words what the chosen number means.
func (c *Form) thoughtsHint() string {
	n := c.State.AskedThoughts()
	switch {
	case n == 0:
		return "None: what it reasons, it must write out."
	case c.State.Model == page.ModelReady && n == c.State.Trained():
		return "As many as it was trained with."
	default:
		return page.Say("{n thought} before it speaks.", n)
	}
}

func (c *Form) askLabel() string {
	switch c.State.Job {
	case page.JobWaiting:
		return "Waiting…"
	case page.JobRunning:
		if c.State.Model == page.ModelLoading {
			return "Waiting…"
		}
		return "Thinking…"
	case page.JobStopping:
		return "Stopping…"
	default:
		return "Ask"
	}
}

// examples are the kinds of questions to choose from.
func (c *Form) examples() []option {
	var options []option
	for _, k := range c.State.Kinds() {
		options = append(options, option{string(k), page.KindLabel(k), k == c.State.Kind && !c.State.Edited})
	}
	return options
}

// problem is a sentence that cannot be read.
type problem struct {
	Sentence            int
	Place, Text, Better string
}

// problems are the sentences of a text of the visitor's own that cannot be read, with what they may have been meant to
// be; without the one that the alert names already, if nothing can be suggested for it.
func (c *Form) problems() []problem {
	var problems []problem
	for i, p := range c.State.Problems() {
		better := c.State.Reading().Repairs()[i]
		if c.State.Alerted(p) && better == "" {
			continue
		}
		text := p.Reason + "."
		if p.Text != "" {
			text = page.Say("“{sentence}”: {Reason}", page.Clip(p.Text), text)
		}
		if better != "" {
			better = page.Say("Write “{sentence}”", page.Clip(better))
		}
		problems = append(problems, problem{p.Sentence, page.Say("Sentence {n}", p.Sentence), text, better})
	}
	return problems
}

// marksClass is dynamic for the same reason as alertClass.
func (c *Form) marksClass() string {
	if len(c.State.Marked()) == 0 {
		return "marks quiet"
	}
	return "marks"
}

// alertClass is dynamic so that Vugu leaves the contents of the element to wasm/app: it would empty a wholly static
// element at each render.
func (c *Form) alertClass() string {
	if c.State.Alert == "" {
		return "alert quiet"
	}
	return "alert"
}

func (c *Form) choose(kind string) { c.State.Choose(engine.Kind(kind)) }

// aside are the sentences that were left out of the question when it was repaired.
func (c *Form) aside() string {
	var texts []string
	for _, text := range c.State.Aside {
		texts = append(texts, "“"+page.Clip(text)+"”")
	}
	return page.Say("Left aside: {sentences}", strings.Join(texts, " "))
}

// cardClass keeps the form's place, unseen, until it is known what stands above it: nothing on the page jumps then.
func (c *Form) cardClass() string {
	if c.State.Model == page.ModelLoading && c.State.Info.Name == "" {
		return "card arriving"
	}
	return "card"
}
