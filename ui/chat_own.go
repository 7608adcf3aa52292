package ui

import (
	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

func (c *Chat) own() *page.OwnModel { return &c.chat().Own }

// offered reports whether there are files of the visitor's to make a model of.
func (c *Chat) offered() bool { return len(c.own().Files) > 0 }

// ownWhat names the files, with their size, and says what their conversion takes.
func (c *Chat) ownWhat() string {
	o := c.own()
	what := o.Files[0]
	if n := len(o.Files) - 1; n > 0 {
		what = page.Say("{file} and {n other file}", what, n)
	}
	what = page.Say("{Files}, {Size}.", what, page.FormatBytes(o.Size))
	if o.Need != nil {
		what += " " + page.Say("As {format} it takes up to {Size} of memory now, and {SizeKept} on this device.", o.Format,
			page.FormatBytes(o.Need.Memory), page.FormatBytes(o.Need.Storage))
	}
	return what
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

// ownFixed reports whether the format cannot be changed now.
func (c *Chat) ownFixed() bool { return c.chat().Phase == page.ModelLoading || c.chat().Writing }

func (c *Chat) convert() { c.chat().ConvertOwn() }
