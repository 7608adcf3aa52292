package ui

import (
	"math"
	"strconv"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/page"
)

// Loading shows how far the model is, and what to do if it did not arrive.
type Loading struct {
	State *page.State
}

func (c *Loading) loading() bool { return c.State.Model == page.ModelLoading }

func (c *Loading) failed() bool { return c.State.Model == page.ModelFailed }

// known reports whether the size of the download is known, so that the bar can show a part of it.
func (c *Loading) known() bool { return c.State.Progress.Total > 0 }

func (c *Loading) done() string { return strconv.FormatInt(c.State.Progress.Done, 10) }

func (c *Loading) total() string { return strconv.FormatInt(c.State.Progress.Total, 10) }

func (c *Loading) label() string {
	if !c.known() {
		return "Loading the model…"
	}
	p := c.State.Progress
	label := page.Say("Loading the model: {Size} of {SizeAll}", page.FormatBytes(p.Done), page.FormatBytes(p.Total))
	if p.Layers > 0 {
		label = page.Say("{Loading}, layer {n} of {m}", label, p.Layer, p.Layers)
	}
	if p.Read > 0 {
		label = page.Say("{Loading}, the question has gone through {n}", label, p.Read)
	}
	if left := secondsLeft(p); left > 0 {
		label = page.Say("{Loading}, about {Time} left", label, formatSeconds(left))
	}
	return label
}

func (c *Loading) heading() string { return page.FailedHeading(c.State.Failed) }

// trouble is what has just gone wrong on the way, "" if nothing has.
func (c *Loading) trouble() string { return c.State.Progress.Trouble }

// secondsLeft estimates the seconds that the rest of the download takes; 0 while too little of it has arrived to tell.
func secondsLeft(p engine.Progress) float64 {
	const enough = 1 // second
	if p.Done == 0 || p.Done >= p.Total || p.Seconds < enough {
		return 0
	}
	return p.Seconds * float64(p.Total-p.Done) / float64(p.Done)
}

// formatSeconds writes a duration for people, rounded up.
func formatSeconds(s float64) string {
	if s < 90 {
		return strconv.Itoa(int(math.Ceil(s))) + " s"
	}
	return strconv.Itoa(int(math.Ceil(s/60))) + " min"
}

// statusClass is dynamic for the same reason as Form.alertClass. Where the page itself shows what the status line says,
// an answer or an error with its button, the line is for screen readers only.
func (c *Loading) statusClass() string {
	if c.State.Result != nil || c.failed() {
		return "status unseen"
	}
	return "status"
}
