package ui

import (
	"strconv"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Microscope stands beside the drawing: the shown thought read as words, and its similarity to every word of the
// question.
type Microscope struct {
	State *page.State
}

// thought is the step whose hidden state is the shown thought, which is the step before the one that it was fed to; nil
// before the first thought.
func (c *Microscope) thought() *reasoner.Step {
	_, before, ok := c.State.Shown()
	if !ok {
		return nil
	}
	return before
}

func (c *Microscope) has() bool { return c.thought() != nil && len(c.thought().Direct) > 0 }

func (c *Microscope) heading() string {
	if c.State.K == 0 {
		return "Before the first thought"
	}
	return page.Say("Thought {n}, read as words", c.State.K)
}

// empty says why there is no thought to read.
func (c *Microscope) empty() string {
	switch {
	case c.State.Thoughtless():
		return "The model took no thought, so there is none to read. Give it some, and ask again."
	case c.State.LastK() == 0: // the first is on its way
		return "No thought has been fed back yet."
	}
	return "No thought has been fed back yet. Move the slider on, and the words that it holds stand here."
}

// words are the likeliest words; those of the true search are marked as in Thoughts.
func (c *Microscope) words() []traceCell {
	return traceCells(c.thought().Direct, searchClass(c.State, c.State.K))
}

// nearRow is a row of dots, one for each word of a group.
type nearRow struct{ Class, Label, LabelY, Path string }

// The strip shows the cosines from nearLeast to nearMost.
const (
	nearLeast, nearMost  = -0.25, 0.75
	nearLeft, nearWidth  = 8, 304
	nearTop, nearLane    = 24, 34
	nearLabelUp, nearEnd = 10, 110
)

// nearX is the place of a cosine.
func nearX(cosine float64) int {
	share := (min(max(cosine, nearLeast), nearMost) - nearLeast) / (nearMost - nearLeast)
	return nearLeft + int(share*nearWidth+0.5)
}

// axisLabel is a number under the strip.
type axisLabel struct{ X, Y, Text string }

var nearTicks = []axisLabel{nearTick("0", 0), nearTick("0.25", 0.25), nearTick("0.5", 0.5)}

func nearTick(text string, cosine float64) axisLabel {
	return axisLabel{strconv.Itoa(nearX(cosine) - 3*len(text)), strconv.Itoa(nearEnd + 14), text}
}

// scale is the path data of the vertical lines of the strip.
func (c *Microscope) scale() string {
	path := ""
	for _, at := range []float64{0, 0.25, 0.5} {
		path += "M" + strconv.Itoa(nearX(at)) + " 0V" + strconv.Itoa(nearEnd)
	}
	return path
}

func (c *Microscope) measured() bool {
	return c.thought() != nil && len(c.thought().Similar) == len(c.State.Words())
}

// group assigns a word to one of three groups: as many facts away as there were thoughts, at another distance, not
// reached.
func (c *Microscope) group(node int) int {
	switch d := c.State.Reading().Dist[node]; {
	case d == c.State.K:
		return 0
	case d >= 0:
		return 1
	}
	return 2
}

var nearClasses = [...]string{"near-lane frontier", "near-lane", "near-lane out"}

// lanes are the three groups, each with a dot for every word.
func (c *Microscope) lanes() []nearRow {
	lanes := make([]nearRow, len(nearClasses))
	near := page.Say("truly {n fact} away", c.State.K)
	for i, label := range []string{near, "at another distance", "not reached"} {
		y := nearTop + i*nearLane
		lanes[i] = nearRow{Class: nearClasses[i], Label: label, LabelY: strconv.Itoa(y - nearLabelUp)}
	}
	for node, cosine := range c.thought().Similar {
		group := c.group(node)
		lanes[group].Path += "M" + strconv.Itoa(nearX(float64(cosine))) + " " + strconv.Itoa(nearTop+group*nearLane) + "h0"
	}
	return lanes
}

// cosine writes a similarity for people who listen.
func cosine(c float32) string { return strconv.FormatFloat(float64(c), 'f', 2, 32) }

// description is the strip in words.
func (c *Microscope) description() string {
	type span struct{ least, most float32 }
	var spans [2]*span // of the words of the true search, and of all others
	for node, similar := range c.thought().Similar {
		s := &spans[min(c.group(node), 1)]
		if *s == nil {
			*s = &span{similar, similar}
		}
		(*s).least, (*s).most = min((*s).least, similar), max((*s).most, similar)
	}
	text := "Cosine similarity."
	if s := spans[0]; s != nil {
		text += " " + page.Say("With the words truly {n fact} away: {m} to {k}.", c.State.K, cosine(s.least), cosine(s.most))
	}
	if s := spans[1]; s != nil {
		text += " " + page.Say("With all other words: {n} to {m}.", cosine(s.least), cosine(s.most))
	}
	return text
}
