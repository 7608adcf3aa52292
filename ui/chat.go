package ui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/ui/page"
)

// Chat is the card in which visitors talk with a language model.
type Chat struct {
	State *page.State
}

// messageRow is one message of the chat.
type messageRow struct{ Class, Speaker, Text string }

func (c *Chat) chat() *page.ChatState { return &c.State.Chat }

// shown reports whether the page can run language models. The first render is without them, like without the drawing.
func (c *Chat) shown() bool { return c.chat().Engine != nil && !c.State.Bare }

// has reports whether there is a model to talk with.
func (c *Chat) has() bool {
	_, ok := c.State.ChatModel()
	return ok
}

func (c *Chat) chosen() string {
	m, _ := c.State.ChatModel()
	return m.Name
}

func (c *Chat) models() []option {
	var options []option
	for _, m := range c.State.ChatModels() {
		label := page.Say("{model} ({Size})", m.Name, page.FormatBytes(m.Bytes))
		switch {
		case c.chat().IsOwn(m.Name):
			label = page.Say("{model} (yours, on this device)", m.Name)
		case c.chat().IsKept(m.Name):
			label = page.Say("{model} (on this device)", m.Name)
		}
		options = append(options, option{m.Name, label, m.Name == c.chosen()})
	}
	return options
}

// about says what the chosen model can do, what it may be used for, and where it is.
func (c *Chat) about() string {
	m, _ := c.State.ChatModel()
	if c.chat().IsOwn(m.Name) {
		return "Made from your file. It is on this device and nowhere else."
	}
	about := "It continues texts, and talks if it was made for that."
	switch {
	case m.Thoughts > 0:
		about = page.Say("It answers a question after {n thought} in vectors.", m.Thoughts)
	case m.Method == runtime.MethodCoT:
		about = "It writes its steps down, then the answer."
	}
	if m.Context > 0 {
		about += " " + page.Say("It reads and writes up to {n} tokens.", page.FormatCount(int64(m.Context)))
	}
	if m.License != "" {
		about += " " + page.Say("Licence: {licence}.", m.License)
	}
	if c.chat().IsKept(m.Name) {
		return about + " " + page.Say("It takes {Size} of this device.", page.FormatBytes(m.Bytes))
	}
	return about + " It is not on this device yet."
}

func (c *Chat) choose(event vugu.DOMEvent) {
	name := event.PropString("target", "value")
	for _, m := range c.State.ChatModels() {
		if m.Name == name {
			c.chat().Choose(name)
			c.State.Beside.Choose("") // two models may be all that fits
		}
	}
}

func (c *Chat) absent() bool {
	return c.chat().Phase == page.ModelAbsent || c.chat().Phase == page.ModelFailed
}

// loading reports whether something is under way that takes a while and can be stopped here.
func (c *Chat) loading() bool { return c.chat().Phase == page.ModelLoading || c.own().Asking }

func (c *Chat) load() { c.chat().Load(c.chosen()) }

// loadLabel says what a click costs.
func (c *Chat) loadLabel() string {
	m, _ := c.State.ChatModel()
	switch {
	case c.chat().Phase == page.ModelFailed:
		return "Try again"
	case c.chat().IsKept(m.Name):
		return "Open"
	}
	return page.Say("Download {Size}", page.FormatBytes(m.Bytes))
}

func (c *Chat) deletable() bool {
	return c.chat().IsKept(c.chosen()) && !c.loading() && !c.chat().Writing
}

func (c *Chat) delete() { c.chat().Delete(c.chosen()) }

func (c *Chat) known() bool { return c.chat().Progress.Total > 0 }

func (c *Chat) done() string { return strconv.FormatInt(c.chat().Progress.Done, 10) }

func (c *Chat) total() string { return strconv.FormatInt(c.chat().Progress.Total, 10) }

func (c *Chat) progressLabel() string {
	p := c.chat().Progress
	switch {
	case p.Total == 0:
		return "Fetching the program"
	case c.chat().Own.Converting:
		return page.Say("Converting: {n} %", int(100*p.Done/p.Total))
	}
	return page.Say("{Size} of {SizeAll}", page.FormatBytes(p.Done), page.FormatBytes(p.Total))
}

// messages are those of the chat, and the answer under way.
func (c *Chat) messages() []messageRow {
	var rows []messageRow
	for _, m := range c.chat().Messages {
		row := messageRow{"message message-own", "You", m.Text}
		if m.Role == "assistant" {
			row.Class, row.Speaker = "message", "Model"
		}
		rows = append(rows, row)
	}
	if c.chat().Writing {
		text := c.chat().Partial
		if p := c.chat().Prefill; text == "" && p.Total > 0 {
			text = page.Say("(reading, {n} of {m} tokens)", p.Read, p.Total)
		}
		rows = append(rows, messageRow{"message", "Model", text + " …"})
	}
	return rows
}

// thoughts are what each thought would say: the state after the question, then those after each thought.
func (c *Chat) thoughts() []string {
	var rows []string
	for _, t := range c.chat().Thinking {
		when := "before any thought"
		if t.Index > 0 {
			when = page.Say("thought {n}", t.Index)
		}
		var said []string
		for _, g := range t.Top {
			said = append(said, fmt.Sprintf("%q %.0f %%", g.Text, 100*g.Probability))
		}
		rows = append(rows, page.Say("{When}: {words}", when, strings.Join(said, ", ")))
	}
	return rows
}

func (c *Chat) mostThoughts() string { return strconv.Itoa(c.chat().MostThoughts()) }

func (c *Chat) thoughtsNumber() string { return strconv.Itoa(c.chat().Thoughts) }

func (c *Chat) setThoughts(event vugu.DOMEvent) {
	if n, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.chat().Thoughts, c.chat().Change = min(max(n, 0), c.chat().MostThoughts()), 0
	}
}

func (c *Chat) changes() []option {
	var options []option
	for i, change := range c.chat().Changes() {
		label := page.Say("none")
		switch {
		case change.Kind == intervene.Noise:
			label = "noise on all thoughts"
		case change.Thought > 0:
			label = page.Say("zeros for thought {n}", change.Thought)
		case i > 0:
			label = "zeros for all thoughts"
		}
		options = append(options, option{strconv.Itoa(i), label, i == c.chat().Change})
	}
	return options
}

func (c *Chat) setChange(event vugu.DOMEvent) {
	if n, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.chat().Change = n
	}
}

func (c *Chat) draftLabel() string {
	if c.chat().Asks() {
		return "Your question"
	}
	if c.chat().Info.Chats || !c.chat().Opened {
		return "Your message"
	}
	return "A text for the model to continue"
}

func (c *Chat) edit(event vugu.DOMEvent) { c.chat().Draft = event.PropString("target", "value") }

func (c *Chat) submit(event vugu.DOMEvent) {
	event.PreventDefault()
	c.chat().Send()
}

// key sends the message on Ctrl+Enter.
func (c *Chat) key(event vugu.DOMEvent) {
	if event.PropString("key") == "Enter" && (event.PropBool("ctrlKey") || event.PropBool("metaKey")) {
		c.chat().Send()
	}
}

// stop ends the answer, not a download.
func (c *Chat) stop() {
	if c.chat().Writing {
		c.chat().Stop()
	}
}

func (c *Chat) temperature() string { return strconv.Itoa(int(c.chat().Temperature*10 + 0.5)) }

func (c *Chat) temperatureLabel() string {
	if c.chat().Temperature == 0 {
		return "none: always the likeliest word"
	}
	return strconv.FormatFloat(c.chat().Temperature, 'f', 1, 64)
}

func (c *Chat) setTemperature(event vugu.DOMEvent) {
	if n, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.chat().Temperature = min(max(float64(n)/10, 0), page.MaxTemperature)
	}
}

// status is the chat's own line, or where the model came from.
func (c *Chat) status() string { return c.chat().Status }
