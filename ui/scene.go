package ui

import (
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Scene is a part of the story in which a model answers the story's question.
type Scene struct {
	State *page.State
	N     page.Scene
}

// For the template of Root.
const wordsScene, vectorsScene, controlScene, numbersScene = page.SceneWords, page.SceneVectors,
	page.SceneControl, page.SceneNumbers

// sceneWords are what each scene says and what its button does.
var sceneWords = [...]struct{ ID, Title, Text, Button string }{
	page.SceneWords: {"words", "Words that go astray",
		"A model of the same size that writes its steps down. Every step may be true, but it can follow only one path, and " +
			"on this question that path is a dead end: it ends at a word that nobody asked about.",
		"Let it write"},
	page.SceneVectors: {"vectors", "The same question in thoughts",
		"Six thoughts before the first word. A thought can hold every word within reach at once, so it need not choose a " +
			"path.",
		"Watch it think"},
	page.SceneControl: {"proof", "What this does not prove",
		"The control had the same lessons, but pauses where the other thinks. If it fails, the thoughts carry the " +
			"answer here; it does not follow that a model would come to think so by itself. These thoughts were taught " +
			"to search, and elsewhere such a control did as well.",
		"Ask the control"},
	page.SceneNumbers: {"numbers", "Numbers in its head",
		"Another model solves word problems. It was trained to name one thing with each thought: whose number it needs " +
			"next, or the number. So each can be read, and exchanged for another.",
		"Watch it compute"},
}

// sceneLine is a step that a model wrote or thought.
type sceneLine struct{ Class, Text string }

// has reports whether there is a model for the scene. The first scene is there before that is known: what is below it,
// as far as a first screen shows it, keeps its place then. The first render is without it, like without the drawing.
func (c *Scene) has() bool {
	if c.State.Model == page.ModelLoading && c.N == page.SceneWords {
		return !c.State.Bare
	}
	_, ok := c.State.Actor(c.N)
	return ok && c.State.Model == page.ModelReady
}

// playable reports whether the scene can be played now.
func (c *Scene) playable() bool {
	_, ok := c.State.Actor(c.N)
	return ok && !c.State.Busy()
}

func (c *Scene) id() string     { return sceneWords[c.N].ID }
func (c *Scene) title() string  { return sceneWords[c.N].Title }
func (c *Scene) text() string   { return sceneWords[c.N].Text }
func (c *Scene) button() string { return sceneWords[c.N].Button }

// asked is what the scene's question asks.
func (c *Scene) asked() string {
	_, asked := page.Tell(c.State.SceneQuestion(c.N))
	return asked
}

// cost says what the scene downloads.
func (c *Scene) cost() string {
	if m, _ := c.State.Actor(c.N); m.Name != c.State.Info.Name && c.result() == nil && !c.State.Met(m.Name) {
		return page.FormatBytes(m.Bytes)
	}
	return ""
}

func (c *Scene) problem() string {
	if c.N == c.State.Scenes.Last {
		return c.State.Scenes.Problem
	}
	return ""
}

// result is the answer to the story's question, nil before it is there.
func (c *Scene) result() *reasoner.Result {
	s := c.State
	if _, _, ok := c.N.InDrawing(); ok {
		if s.Answers() && s.Question == s.SceneQuestion(c.N) && !s.Playing {
			return s.Result
		}
		return nil
	}
	return s.Scenes.Results[c.N]
}

func (c *Scene) done() bool { return c.result() != nil }

// lines are the steps on the way to the answer.
func (c *Scene) lines() []sceneLine {
	var lines []sceneLine
	if _, _, ok := c.N.InDrawing(); ok {
		for _, t := range (&Answer{c.State}).story() {
			if k := c.State.Decisive(); k == 0 || t.K <= k {
				lines = append(lines, sceneLine{"link", t.Text})
			}
		}
		return lines
	}
	for _, l := range page.Read(c.result().Question).Chain(c.result()) {
		lines = append(lines, sceneLine{linkClass(l), l.Text})
	}
	return lines
}

func (c *Scene) verdict() string      { return page.VerdictWord(c.result().Verdict) }
func (c *Scene) verdictClass() string { return verdictClass(c.result().Verdict) }
func (c *Scene) said() string         { return page.Said(c.result()) }
