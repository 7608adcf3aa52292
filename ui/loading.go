package ui

import "strconv"

// Loading shows how far the model is, and what to do when it did not arrive.
type Loading struct {
	State *State
}

func (c *Loading) loading() bool { return c.State.Model == ModelLoading }

func (c *Loading) failed() bool { return c.State.Model == ModelFailed }

// known says whether the size of the download is known, and the bar can show a part of it.
func (c *Loading) known() bool { return c.State.Total > 0 }

func (c *Loading) done() string { return strconv.FormatInt(c.State.Done, 10) }

func (c *Loading) total() string { return strconv.FormatInt(c.State.Total, 10) }

func (c *Loading) label() string {
	if !c.known() {
		return "Loading the model…"
	}
	return "Loading the model: " + formatBytes(c.State.Done) + " of " + formatBytes(c.State.Total)
}

// statusClass is dynamic for the same reason as Form.alertClass. Where the page shows the same as the status line says, an answer or an
// error with its button, the line is for screen readers only.
func (c *Loading) statusClass() string {
	if c.State.Result != nil || c.failed() {
		return "status unseen"
	}
	return "status"
}
