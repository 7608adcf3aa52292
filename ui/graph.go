package ui

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/internal/order"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// Graph draws the facts of the question, and on them the search: after each thought every node is coloured by how
// likely the model would go on with it, and the true search is outlined.
type Graph struct {
	State *page.State
}

// graphNode is a node as it is drawn.
type graphNode struct {
	Word, Label, Percent string
	Title                string // in full
	Data                 string // the word as an attribute, which must not be long
	Class, Transform     string
	WordClass, WordY     string // WordY is in the middle where there is no second line
	Fill                 string // opacity of the colour
	Ring                 bool   // exactly as many facts away as there were thoughts
	Note                 string // what is special about it, for the title
	Attr                 editorAttr
}

// editorAttr are the attributes that make a node a button. Only the editor has them: nothing inside a picture can be
// reached.
type editorAttr []vugu.VGAttribute

// AttributeList implements vugu.VGAttributeLister.
func (a editorAttr) AttributeList() []vugu.VGAttribute { return a }

func (c *Graph) editing() bool  { return c.State.Editor.On && c.editable() }
func (c *Graph) editable() bool { return c.reading().Editable() }
func (c *Graph) twoKinds() bool { return c.reading().TwoKinds() }

// attr makes a node a button: one of them is reached by Tab, the others by the arrow keys.
func (c *Graph) attr(n *graphNode) editorAttr {
	e := &c.State.Editor
	if !c.editing() {
		return nil
	}
	tab := "-1"
	if n.Word == c.State.CursorWord() {
		tab = "0"
	}
	return editorAttr{
		{Key: "role", Val: "button"}, {Key: "tabindex", Val: tab},
		{Key: "aria-pressed", Val: ariaBool(n.Word == e.Selected)}, {Key: "aria-label", Val: n.spoken()},
	}
}

// spoken is the name of the node for a screen reader. It begins with the visible text, for visitors who speak to their
// computer.
func (n *graphNode) spoken() string {
	name := n.Label
	if n.Label != n.Title {
		name += ", " + page.Clip(n.Title)
	}
	if n.Percent == "" {
		return page.Say("{word}, {Note}", name, n.Note)
	}
	return page.Say("{word}, {Share}, {Note}", name, n.Percent, n.Note)
}

// title is what a pointer over the node shows.
func (n *graphNode) title() string { return page.Say("{word}: {Note}", n.Title, n.Note) }

func (c *Graph) clickNode(event vugu.DOMEvent, word string) {
	if c.editing() {
		event.StopPropagation()
		c.State.Activate(word)
		return
	}
	c.State.BreakFact(word)
}

// clickGround adds a word to the selected one.
func (c *Graph) clickGround() {
	if c.editing() && c.State.Editor.Selected != "" {
		c.State.AddWord("")
	}
}

// key handles the keyboard of the editor.
func (c *Graph) key(event vugu.DOMEvent) {
	if !c.editing() {
		return
	}
	switch event.PropString("key") {
	case "ArrowLeft":
		c.State.MoveCursor(-1, 0)
	case "ArrowRight":
		c.State.MoveCursor(1, 0)
	case "ArrowUp":
		c.State.MoveCursor(0, -1)
	case "ArrowDown":
		c.State.MoveCursor(0, 1)
	case "Enter", " ":
		c.State.Activate(c.State.CursorWord())
	case "Insert", "+":
		c.State.AddWord("")
	case "Delete", "Backspace":
		c.State.RemoveAtCursor()
	case "Escape":
		c.State.Deselect()
	default:
		return
	}
	event.PreventDefault()
}

func (c *Graph) role() string {
	if c.editing() {
		return "group"
	}
	return "img"
}

func (c *Graph) svgClass() string {
	if c.editing() {
		return "editing"
	}
	return "still"
}

func (c *Graph) editLabel() string {
	if c.editing() {
		return "Done"
	}
	return "Edit"
}

func (c *Graph) typeWord(event vugu.DOMEvent) {
	c.State.Editor.NewWord = event.PropString("target", "value")
}

func (c *Graph) submitWord(event vugu.DOMEvent) {
	event.PreventDefault()
	c.State.AddWord(c.State.Editor.NewWord)
}

func (c *Graph) selected() bool  { return c.State.Editor.Selected != "" }
func (c *Graph) canUndo() bool   { return c.State.CanUndo() }
func (c *Graph) canRedo() bool   { return c.State.CanRedo() }
func (c *Graph) newWord() string { return page.Clip(c.State.Editor.NewWord) }
func (c *Graph) editHint() string {
	if m := c.State.Editor.Message; m != "" {
		return m
	}
	return "Drag from one word to another, or choose one and then the other: that adds the fact, or removes it."
}

// graphEdge is an edge as it is drawn.
type graphEdge struct{ Path, Class string }

func (c *Graph) reading() *page.Reading { return c.State.Reading() }

// has reports whether there is a graph to draw.
func (c *Graph) has() bool { return !c.State.Bare && c.reading().Question != nil && !c.tooLarge() }

func (c *Graph) tooLarge() bool {
	return !c.State.Bare && c.reading().TooLarge()
}

func (c *Graph) live() bool {
	_, _, ok := c.State.Shown()
	return ok && c.has()
}

func (c *Graph) heading() string {
	switch {
	case !c.live():
		return "The facts, drawn"
	case c.State.Thoughtless():
		return "Without a thought"
	case c.sums():
		return "The numbers inside the thoughts"
	}
	return "The search inside the thoughts"
}

func (c *Graph) layout() *page.Layout { return c.State.Layout() }

// labels are the names of the rows.
func (c *Graph) labels() []axisLabel {
	var labels []axisLabel
	for _, l := range c.layout().Labels {
		labels = append(labels, axisLabel{strconv.Itoa(l.X), strconv.Itoa(l.Y), l.Text})
	}
	return labels
}

func (c *Graph) viewBox() string {
	l := c.layout()
	return "0 0 " + strconv.Itoa(l.Width) + " " + strconv.Itoa(l.Height)
}

// shares are the colours of the nodes at the shown thought, by word.
func (c *Graph) shares() map[string]float32 {
	at, before, ok := c.State.Shown()
	if !ok || c.sums() {
		return nil
	}
	values := at.Values
	if c.State.Colour == page.ColourHeld {
		if before == nil {
			return nil
		}
		values = before.Holds
	}
	shares := map[string]float32{}
	for i, word := range c.State.Words() {
		if i < len(values) {
			shares[word] = values[i]
		}
	}
	return shares
}

func (c *Graph) nodes() []graphNode {
	r, l, shares, live, solved := c.reading(), c.layout(), c.shares(), c.live(), c.solved()
	q := r.Question
	nodes := make([]graphNode, len(q.Graph.Symbols))
	for i, word := range q.Graph.Symbols {
		p := shares[word]
		n := graphNode{
			Word: word, Title: word, Data: page.Clip(word), Label: shortWord(word),
			Transform: "translate(" + strconv.Itoa(l.Nodes[i].X) + " " + strconv.Itoa(l.Nodes[i].Y) + ")",
			Fill:      opacity(p), Ring: live && c.State.K > 0 && r.Dist[i] == c.State.K,
		}
		if c.sums() {
			c.sum(&n, i)
		} else if n.Class, n.Note = nodeClass(r, i, solved); p >= 0.005 {
			n.Percent = page.FormatPercent(p)
		}
		if role := c.part(i); role != "" && n.Percent == "" {
			n.Percent = role
		}
		if c.editing() && word == c.State.Editor.Selected {
			n.Class += " selected"
		}
		n.Attr = c.attr(&n)
		n.WordClass = "word"
		if utf8.RuneCountInString(n.Label) > 11 {
			n.WordClass = "word long"
		}
		n.WordY = "-2"
		if n.Percent == "" {
			n.WordY = "5"
		}
		nodes[i] = n
	}
	return nodes
}

// opacity is the strength of the colour for a share: its square root, so that one of ten equal shares is still visible.
func opacity(share float32) string { return strconv.FormatFloat(math.Sqrt(float64(share)), 'f', 3, 64) }

// ring says what the outline means, out what the dashed boxes are.
func (c *Graph) ring() string {
	if c.sums() {
		return "what this thought is about"
	}
	return "where an exact search would be"
}

func (c *Graph) out() string {
	if c.sums() {
		return "not needed"
	}
	return "does not follow"
}

// legend says what the colour means.
func (c *Graph) legend() string {
	if c.held() {
		return "in the thought"
	}
	return "likely to be said next"
}

// part says what a node is to the question.
func (c *Graph) part(node int) string {
	q := c.reading().Question
	switch node {
	case q.Root:
		return "asked about"
	}
	if q.Query != "" {
		if slices.Contains(q.Candidates[:], node) {
			return "decides"
		}
		return ""
	}
	switch node {
	case q.Candidates[0]:
		return "1st answer"
	case q.Candidates[1]:
		return "2nd answer"
	}
	return ""
}

// solved reports whether the path to the answer may be shown. Before the question was asked it would spoil it.
func (c *Graph) solved() bool { return c.live() || c.editing() }

func nodeClass(r *page.Reading, node int, solved bool) (class, note string) {
	d := r.Dist[node]
	switch {
	case d < 0:
		class, note = "node out", "not reached"
	case solved && r.OnPath[node]:
		class, note = "node path", page.Say("{n fact} away, on a shortest chain", d)
	default:
		class, note = "node", page.Say("{n fact} away", d)
	}
	if slices.Contains(r.Question.Candidates[:], node) {
		class += " candidate"
	}
	return class, note
}

// shortWord cuts a word to the room that a node has.
func shortWord(word string) string {
	const room = 18
	if runes := []rune(word); len(runes) > room {
		return string(runes[:room-1]) + "…"
	}
	return word
}

func (c *Graph) edges() []graphEdge {
	r, l, solved := c.reading(), c.layout(), c.solved()
	edges := make([]graphEdge, len(l.Lines))
	for i, e := range r.Question.Graph.Edges {
		edges[i] = graphEdge{l.Lines[i], "edge"}
		switch from, to := e[0], e[1]; {
		case r.Dist[from] < 0 || r.Dist[to] < 0:
			edges[i].Class = "edge out"
		case solved && r.OnPath[from] && r.OnPath[to] && r.Dist[to] == r.Dist[from]+1:
			edges[i].Class = "edge path"
		}
	}
	return edges
}

// description is the picture in words.
func (c *Graph) description() string {
	q := c.reading().Question
	text := page.Say("A graph of {n word} and {m fact}.", len(q.Graph.Symbols), len(q.Graph.Edges))
	if c.sums() {
		text = page.Say("{n number}, and an arrow from each to those that are computed from it.", len(q.Graph.Symbols))
	}
	if c.live() {
		text += " " + c.caption()
	}
	return text
}

func (c *Graph) k() string     { return strconv.Itoa(c.State.K) }
func (c *Graph) lastK() string { return strconv.Itoa(c.State.LastK()) }

func (c *Graph) setK(event vugu.DOMEvent) {
	if k, err := strconv.Atoi(event.PropString("target", "value")); err == nil {
		c.State.SetK(k)
	}
}

func (c *Graph) inside() bool { return c.State.Opened["inside"] }

func (c *Graph) playLabel() string {
	if c.State.Playing {
		return "Pause"
	}
	return "Play"
}

// colour chooses what the colours show: what the thought holds, or what the model would say.
func (c *Graph) colour(held bool) {
	c.State.Colour = page.ColourSpoken
	if held {
		c.State.Colour = page.ColourHeld
	}
}

func (c *Graph) spoken() bool { return c.State.Colour == page.ColourSpoken }
func (c *Graph) held() bool   { return c.State.Colour == page.ColourHeld || c.sums() }

// caption says what the colours show at this thought.
func (c *Graph) caption() string {
	switch live := c.live(); {
	case !live && c.sums():
		return "An arrow leads from a number to one that is computed from it."
	case !live:
		return "An arrow is a fact: every one of these is one of those."
	}
	at, before, _ := c.State.Shown()
	if c.held() && before != nil {
		return thoughtSentence(c.State, c.State.K)
	}
	if c.held() && c.State.LastK() > 0 {
		return "It has read the facts. Now it thinks, without words."
	}
	words := together(likeliest(c.State.Words(), at.Values))
	if words == "" {
		words = "none of these words"
	}
	switch first := c.State.K == 0; {
	case at.Speaks > 0.5 && first:
		return "Before any thought, it would answer at once."
	case at.Speaks > 0.5:
		return page.Say("After {n thought}, it would answer at once.", c.State.K)
	case first:
		return page.Say("Before any thought, it would go on to write {Words}.", words)
	}
	return page.Say("After {n thought}, it would go on to write {Words}.", c.State.K, words)
}

// likeliest names the words with the highest shares, of those with at least 5 percent; after five it counts the rest.
func likeliest(words []string, shares []float32) []string {
	const most, least = 5, 0.05
	var best []int
	for i := range min(len(words), len(shares)) {
		if shares[i] >= least {
			best = append(best, i)
		}
	}
	order.Stable(len(best), func(i, j int) bool { return shares[best[i]] > shares[best[j]] },
		func(i, j int) { best[i], best[j] = best[j], best[i] })
	var named []string
	for i, node := range best {
		if i == most {
			return append(named, page.Say("{n} more", len(best)-most))
		}
		named = append(named, page.Clip(words[node]))
	}
	return named
}

// answers has a row for each number of thoughts: the probabilities of the candidates, if the model had to answer right
// then.
func (c *Graph) answers() []traceRow {
	r := c.reading()
	var rows []traceRow
	for k, step := range c.State.Latent() {
		if len(step.Answers) != len(r.Offered) {
			continue
		}
		var both []reasoner.Candidate
		for i, word := range r.Offered {
			both = append(both, reasoner.Candidate{Token: word, Prob: step.Answers[i]})
		}
		row := traceRow{Name: thoughtsDone(k), Cells: traceCells(both, func(word string) string {
			if word == r.Right {
				return "cell on-path"
			}
			return "cell"
		})}
		if k == c.State.K {
			row.Class = "now"
		}
		rows = append(rows, row)
	}
	return rows
}

func thoughtsDone(k int) string {
	if k == 0 {
		return "No thought"
	}
	return page.Plural(k, "thought")
}

var answerHeads = []string{"1st answer", "2nd answer"}
