package ui

import (
	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

func (c *Chat) beside() *page.Beside { return &c.State.Beside }

// besides reports whether there is an answer from thoughts, and another model for the same question.
func (c *Chat) besides() bool {
	_, ok := c.State.BesideModel()
	return ok && c.chat().Thinks() && c.chat().Asked() != ""
}

func (c *Chat) besideModels() []option {
	chosen, _ := c.State.BesideModel()
	var options []option
	for _, m := range c.State.BesideModels() {
		options = append(options, option{m.Name, m.Name, m.Name == chosen.Name})
	}
	return options
}

func (c *Chat) chooseBeside(event vugu.DOMEvent) {
	c.beside().Choose(event.PropString("target", "value"))
}

// besideLabel says what a click costs.
func (c *Chat) besideLabel() string {
	m, _ := c.State.BesideModel()
	if c.beside().Opened || c.chat().IsKept(m.Name) || c.beside().IsKept(m.Name) {
		return "Ask it, too"
	}
	return page.Say("Download {Size} and ask it, too", page.FormatBytes(m.Bytes))
}

// besideText is the second model's answer as it is written, or how far it is on the way there.
func (c *Chat) besideText() string {
	b := c.beside()
	switch text := b.Answer(); {
	case b.Writing:
		return text + " …"
	case b.Phase == page.ModelLoading && !b.Opened:
		return page.Say("(loading, {n} %)", int(100*b.Progress.Done/max(b.Progress.Total, 1)))
	default:
		return text
	}
}

func (c *Chat) stopBeside() { c.beside().Stop() }

// besideTrouble says why there is no answer, "" if nothing is wrong.
func (c *Chat) besideTrouble() string {
	if b := c.beside(); b.Problem != "" {
		return b.Problem
	}
	return c.beside().Error
}
