package ui

import (
	"fmt"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

func (c *Chat) own() *page.OwnModel { return &c.chat().Own }

// offered reports whether there are files of the visitor's to make a model of.
func (c *Chat) offered() bool { return len(c.own().Files) > 0 }

// ownWhat names the files, with their size.
func (c *Chat) ownWhat() string {
	files := c.own().Files
	size := int64(0)
	for _, f := range files {
		size += f.Size
	}
	what := files[0].Name
	if n := len(files) - 1; n > 0 {
		what += " and " + page.Plural(n, "other file")
	}
	return what + ", " + page.FormatBytes(size)
}

func (c *Chat) ownFormats() []option {
	var options []option
	for _, f := range page.OwnFormats {
		options = append(options, option{f, f, f == c.own().Format})
	}
	return options
}

func (c *Chat) setOwnFormat(event vugu.DOMEvent) {
	c.chat().SetOwnFormat(event.PropString("target", "value"))
}

// ownNeed says what the conversion takes.
func (c *Chat) ownNeed() string {
	n := c.own().Need
	if n == nil {
		return ""
	}
	return fmt.Sprintf("It takes up to %s of memory, and %s on this device.", page.FormatBytes(n.Memory),
		page.FormatBytes(n.Storage))
}

func (c *Chat) convert() { c.chat().ConvertOwn() }
