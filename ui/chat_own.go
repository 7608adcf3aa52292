package ui

import (
	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/ui/page"
)

func (c *Chat) own() *page.OwnModel { return &c.chat().Own }

// offered reports whether there are files of the visitor's, or an address, to make a model of.
func (c *Chat) offered() bool {
	return len(c.own().Files) > 0 || c.own().Address != "" && c.own().Need != nil
}

// typeAddress keeps what is written, since a render would forget it.
func (c *Chat) typeAddress(event vugu.DOMEvent) { c.chat().Typed = event.PropString("target", "value") }

// offerAddress looks into the files at the address that was written.
func (c *Chat) offerAddress(event vugu.DOMEvent) {
	event.PreventDefault()
	c.State.OfferAddress(c.chat().Typed)
}

// ownWhat names the files, with their size, and says what their conversion takes.
func (c *Chat) ownWhat() string {
	o := c.own()
	if o.Address != "" {
		return c.addressWhat()
	}
	what := o.Files[0]
	if n := len(o.Files) - 1; n > 0 {
		what = page.Say("{file} and {n other file}", what, n)
	}
	what = page.Say("{Files}, {Size}.", what, page.FormatBytes(o.Size))
	if o.Need != nil {
		what += " " + c.ownNeed()
	}
	return what
}

// addressWhat says what will be fetched from the address, and what its conversion takes.
func (c *Chat) addressWhat() string {
	o := c.own()
	what := page.Say("{address}: {Size} to download.", o.Address, page.FormatBytes(o.Need.Download))
	return what + " " + c.ownNeed()
}

// ownNeed says what a conversion takes.
func (c *Chat) ownNeed() string {
	o := c.own()
	return page.Say("As {format} it takes up to {Size} of memory now, and {SizeKept} on this device.", o.Format,
		page.FormatBytes(o.Need.Memory), page.FormatBytes(o.Need.Storage))
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
