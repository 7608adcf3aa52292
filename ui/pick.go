package ui

import "github.com/vugu/vugu"

// Pick is a list to choose from.
type Pick struct {
	ID, Label string
	Options   []option
	On        func(event vugu.DOMEvent)
}

// option is one choice of a list.
type option struct {
	Value, Label string
	Selected     bool
}
