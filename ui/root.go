package ui

import "github.com/coconut-page/coconut/ui/page"

// Root is the page below its header. The elements #question, #marks, #status, #alert and #network stay empty here:
// their contents are Box, Marked, Status, Alert and Network of the State, which wasm/app writes into the document after
// a render (see the package comment).
//
// Vugu removes nothing from an element that has no contents any more, so tools/vugupost leaves a space in each.
type Root struct {
	State *page.State
}

func (c *Root) open() bool { return c.State.Opened["lab"] }

// labClass folds the laboratory away with CSS: it stays in the document, so that nothing in it loses its place.
func (c *Root) labClass() string {
	if c.open() {
		return "app"
	}
	return "app shut"
}

// stageClass keeps the drawing's place free while it is not there yet.
func (c *Root) stageClass() string {
	if c.State.Bare {
		return "stage bare"
	}
	return "stage"
}
