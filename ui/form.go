package ui

import (
	"strconv"

	"github.com/vugu/vugu"
)

// Form is the question box and its controls.
//
// Its buttons are never disabled, only marked so: a button that is disabled while it has the focus loses it, and with it the place of
// whoever uses the keyboard.
type Form struct {
	State *State
}

func (c *Form) submit(event vugu.DOMEvent) {
	event.PreventDefault()
	c.State.Ask()
}

func (c *Form) edit(event vugu.DOMEvent) {
	c.State.Edit(event.PropString("target", "value"))
}

// key asks on Ctrl+Enter and Cmd+Enter; Enter alone is a new line in the box.
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

func (c *Form) invalid() string { return ariaBool(c.State.Alert != "") }

func (c *Form) thoughts() string { return strconv.Itoa(c.State.Thoughts) }

// thoughtsHint says in words what the chosen number means.
func (c *Form) thoughtsHint() string {
	trained := c.State.Info.Thoughts
	switch {
	case c.State.Thoughts == 0:
		return "None: what it reasons, it must write out."
	case c.State.Model == ModelReady && c.State.Thoughts == trained:
		return "As many as it was trained with."
	default:
		return plural(c.State.Thoughts, "latent step") + " before it speaks."
	}
}

func (c *Form) askLabel() string {
	switch c.State.Job {
	case JobWaiting:
		return "Waiting…"
	case JobRunning:
		return "Thinking…"
	case JobStopping:
		return "Stopping…"
	default:
		return "Ask"
	}
}

// shareURL leads to the shown question; seeds are counted up by Another, so it leads on to the same ones.
func (c *Form) shareURL() string { return "?seed=" + strconv.FormatUint(c.State.Seed, 10) }

func (c *Form) shareLabel() string { return "Question no. " + strconv.FormatUint(c.State.Seed, 10) }

// alertClass is dynamic so that Vugu leaves the element's contents to wasm/app: it would empty a wholly static one at each render.
func (c *Form) alertClass() string {
	if c.State.Alert == "" {
		return "alert quiet"
	}
	return "alert"
}
