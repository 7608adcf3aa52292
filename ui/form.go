package ui

import (
	"slices"
	"strconv"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
)

// Form is the question box and its controls.
//
// Its buttons are never disabled, only marked so: a button that is disabled while it has the focus loses it, and with it the place of
// whoever uses the keyboard. For the same reason what comes and goes (vg-if) has a box of its own that stays: Vugu goes by position, and
// would make everything anew that stands behind it.
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

// questionHint says what a question looks like, of the task that the one in the box is of.
func (c *Form) questionHint() string {
	return c.State.Reading().Task.Hint()
}

func (c *Form) invalid() string { return ariaBool(c.State.badQuestion()) }

func (c *Form) thoughts() string { return strconv.Itoa(c.State.Thoughts) }

// thoughtsHint says in words what the chosen number means.
func (c *Form) thoughtsHint() string {
	trained := c.State.Info.Thoughts
	if m, ok := c.State.other(); ok {
		trained = m.Thoughts
	}
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
		if c.State.Model == ModelLoading {
			return "Waiting…"
		}
		return "Thinking…"
	case JobStopping:
		return "Stopping…"
	default:
		return "Ask"
	}
}

// shareLabel names the link that reopens what the page shows.
func (c *Form) shareLabel() string {
	if c.State.Edited {
		return "Link to your question"
	}
	return "Question no. " + strconv.FormatUint(c.State.Seed, 10)
}

// examples are the kinds of questions to choose from.
func (c *Form) examples() []KindOption {
	var options []KindOption
	for _, k := range c.State.Kinds() {
		options = append(options, KindOption{string(k), kindLabel(k), k == c.State.Kind && !c.State.Edited})
	}
	return options
}

// Problem is a sentence that cannot be read.
type Problem struct {
	Sentence     int
	Number, Text string
}

// problems are what cannot be read in a text of the visitor's own, less what the alert says already.
func (c *Form) problems() []Problem {
	var problems []Problem
	for _, p := range c.State.listedProblems() {
		text := p.Reason + "."
		if p.Text != "" {
			text = "“" + clip(p.Text) + "”: " + text
		}
		problems = append(problems, Problem{p.Sentence, strconv.Itoa(p.Sentence), text})
	}
	return problems
}

// Show selects a sentence of the box, counted from 1.
func (s *State) Show(sentence int) {
	s.mark = markOf(s.Question, engine.Failure{Sentence: sentence})
}

// other is the model that the question in the box goes to, where that is not the page's own.
func (s *State) other() (engine.ModelInfo, bool) {
	if !s.otherTask() {
		return engine.ModelInfo{}, false
	}
	i := slices.IndexFunc(s.Info.Models, func(m engine.ModelInfo) bool { return m.Name == s.modelFor(s.Reading().Task.Name()) })
	return s.Info.Models[i], true
}

// otherTask says whether the text is a question of another task than the loaded model's, for which there is a model.
func (s *State) otherTask() bool {
	task := s.Reading().Task.Name()
	return task != s.Info.Task && s.modelFor(task) != ""
}

// marksClass is dynamic for the same reason as alertClass.
func (c *Form) marksClass() string {
	if len(c.State.Marked()) == 0 {
		return "marks quiet"
	}
	return "marks"
}

// alertClass is dynamic so that Vugu leaves the element's contents to wasm/app: it would empty a wholly static one at each render.
func (c *Form) alertClass() string {
	if c.State.Alert == "" {
		return "alert quiet"
	}
	return "alert"
}

func (c *Form) choose(kind string) { c.State.Choose(engine.Kind(kind)) }
