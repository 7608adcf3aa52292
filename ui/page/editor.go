package page

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
)

// The graph can be edited in place. Every edit changes the question and is put into words, and it stands only if those
// words can be read again. So text and graph never disagree, and what the parser refuses (a circle, a word used twice)
// is refused here with the same reason.

// EditorState is what the graph editor shows.
type EditorState struct {
	On       bool
	Cursor   string // the word that has the keyboard's focus
	Selected string // the word that a fact will begin with, "" for none
	NewWord  string // as typed
	Message  string // of the last edit
	undo     []string
	redo     []string
	again    bool // there was an edit while the question before it was answered
	focus    bool // the cursor moved, and the document must follow
}

// maxUndo is how many edits can be taken back.
const maxUndo = 100

// ToggleEditor turns the editor on or off.
func (s *State) ToggleEditor() {
	e := &s.Editor
	e.On, e.Selected, e.Message, e.undo, e.redo = !e.On, "", "", nil, nil
	if e.On {
		s.Playing = false
	}
}

// TakeFocus returns the number of the node that the document must focus, once, and -1 if the focus stays where it is.
func (s *State) TakeFocus() int {
	e := &s.Editor
	if !e.focus || s.Reading().Question == nil {
		return -1
	}
	e.focus = false
	return slices.Index(s.Words(), e.Cursor)
}

// edit changes the question, or says why it cannot be changed like that.
func (s *State) edit(done string, change func(q *tasks.Facts) (problem string)) {
	r, e := s.Reading(), &s.Editor
	if !r.Editable() || s.editLocked() {
		return
	}
	q := r.Question.Clone()
	problem := change(&q)
	text := ""
	if problem == "" {
		text = r.editor.With(q).Text()
		if next := Read(text); len(next.Problems) > 0 {
			problem = next.Problems[0].Reason
		} else if len(next.Question.Graph.Symbols) > maxDrawn {
			problem = "the drawing is full"
		}
	}
	if problem != "" {
		e.Message = Say("That cannot be: {Problem}.", problem)
		s.Status = e.Message
		return
	}
	e.undo, e.redo = append(e.undo[max(0, len(e.undo)-maxUndo+1):], s.Question), nil
	s.replace(text)
	e.Message, s.Status = done, done
	s.askEdited()
}

// editLocked reports whether a job under way needs the question as it is. An answer does not: it is asked again.
func (s *State) editLocked() bool { return s.Busy() && (s.JobKind != AskJob || s.Job == JobStopping) }

// askEdited asks the edited question at once where the one before it was asked: the drawing shows what becomes of it.
func (s *State) askEdited() {
	switch {
	case s.Job == JobRunning:
		s.Editor.again = true
	case s.Result != nil && s.Model == ModelReady:
		s.greeting = true // nothing scrolls
		s.Ask()
	}
}

// Connect adds the fact between two words that leads from one to the other, or removes it; the words go by their
// numbers in the drawing. It turns the editor on.
func (s *State) Connect(from, to int) {
	if !s.Reading().Editable() || max(from, to) >= len(s.Words()) || min(from, to) < 0 {
		return
	}
	if !s.Editor.On {
		s.ToggleEditor()
	}
	s.Editor.Selected = ""
	s.toggleFact(s.Words()[from], s.Words()[to])
}

// replace puts a text of the editor into the box.
func (s *State) replace(text string) {
	s.Edit(text)
	s.boxVersion++
	e := &s.Editor
	if !slices.Contains(s.Words(), e.Selected) {
		e.Selected = ""
	}
	e.Cursor = s.CursorWord()
}

// Undo takes the last edit back.
func (s *State) Undo() { s.step(&s.Editor.undo, &s.Editor.redo, "Taken back.") }

// Redo makes the edit again that was last taken back.
func (s *State) Redo() { s.step(&s.Editor.redo, &s.Editor.undo, "Made again.") }

// step goes to the last question of a list, and keeps the one in the box in the other.
func (s *State) step(from, to *[]string, done string) {
	if len(*from) == 0 || s.editLocked() {
		return
	}
	last := len(*from) - 1
	next := (*from)[last]
	*from, *to = (*from)[:last], append(*to, s.Question)
	s.replace(next)
	s.Editor.Message, s.Status = done, done
	s.askEdited()
}

// CanUndo reports whether Undo would take anything back, CanRedo whether Redo would make anything again.
func (s *State) CanUndo() bool { return len(s.Editor.undo) > 0 }

// CanRedo is described at CanUndo.
func (s *State) CanRedo() bool { return len(s.Editor.redo) > 0 }

// Activate selects a word. If another one is selected, it adds the fact from that word to this one, or removes it.
func (s *State) Activate(word string) {
	e := &s.Editor
	e.Cursor = word
	switch e.Selected {
	case "":
		e.Selected = word
		e.Message = Say("{word} is selected. Choose another word to add or remove a fact about it.", word)
		s.Status = e.Message
	case word:
		s.Deselect()
	default:
		s.toggleFact(e.Selected, word)
	}
}

// CursorWord is the word that the keyboard is at, or the one asked about if the text no longer has that word.
func (s *State) CursorWord() string {
	if words := s.Words(); !slices.Contains(words, s.Editor.Cursor) {
		return words[s.Reading().Question.Root]
	}
	return s.Editor.Cursor
}

// Deselect clears the selection.
func (s *State) Deselect() {
	s.Editor.Selected, s.Editor.Message, s.Status = "", "", "Nothing is selected."
}

// toggleFact adds the fact that from is a to, or removes it.
func (s *State) toggleFact(from, to string) {
	r := s.Reading()
	if !r.Editable() {
		return
	}
	fact, q := r.editor.Sentence(from, to), r.Question
	a, b := slices.Index(q.Graph.Symbols, from), slices.Index(q.Graph.Symbols, to)
	if i := slices.Index(q.Graph.Edges, [2]int{a, b}); i >= 0 {
		s.edit(Say("Removed: {fact}", fact), func(q *tasks.Facts) string {
			q.Graph.Edges = slices.Delete(q.Graph.Edges, i, i+1)
			return lost(q)
		})
		return
	}
	s.edit(Say("Added: {fact}", fact), func(q *tasks.Facts) string {
		q.Graph.Edges = append(q.Graph.Edges, [2]int{a, b})
		return ""
	})
}

// lost says which word of the question would be left without a fact.
func lost(q *tasks.Facts) string {
	asked := []int{q.Root}
	if q.Query == "" {
		asked = append(asked, q.Candidates[:]...)
	}
	for _, node := range asked {
		if !slices.ContainsFunc(q.Graph.Edges, func(e [2]int) bool { return e[0] == node || e[1] == node }) {
			return Say("no fact would be left about {word}", Clip(q.Graph.Symbols[node]))
		}
	}
	return ""
}

// AddWord adds a word to the selected one: a name as one of its kind, a kind as what it is. An empty word stands for
// one that is not in use yet.
func (s *State) AddWord(word string) {
	e := &s.Editor
	word = strings.TrimSpace(word)
	r := s.Reading()
	if !r.Editable() {
		return
	}
	q := r.Question
	if e.Selected == "" {
		e.Message = "Select a word first: the new one is tied to it by a fact."
		s.Status = e.Message
		return
	}
	if word == "" {
		word = r.editor.Unused()
	}
	if slices.Contains(q.Graph.Symbols, word) {
		s.edit("", func(*tasks.Facts) string { return Say("there is {word} already", Clip(word)) })
		return
	}
	from, to := e.Selected, word
	if english.IsName(word) {
		from, to = word, e.Selected
	}
	s.edit(Say("Added: {fact}", r.editor.Sentence(from, to)), func(q *tasks.Facts) string {
		q.Graph.Symbols = append(q.Graph.Symbols, word)
		a, b := slices.Index(q.Graph.Symbols, from), slices.Index(q.Graph.Symbols, to)
		q.Graph.Edges = append(q.Graph.Edges, [2]int{a, b})
		return ""
	})
	if s.Question != "" && slices.Contains(s.Words(), word) {
		e.NewWord = ""
	}
}

// RemoveWord removes a word with all facts about it.
func (s *State) RemoveWord(word string) {
	s.edit(Say("Removed: {fact}", word+"."), func(q *tasks.Facts) string {
		node := slices.Index(q.Graph.Symbols, word)
		if node == q.Root || q.Query == "" && slices.Contains(q.Candidates[:], node) {
			return Say("{word} is in the question itself; ask about another word first", Clip(word))
		}
		q.Graph.Edges = slices.DeleteFunc(q.Graph.Edges, func(e [2]int) bool { return e[0] == node || e[1] == node })
		return lost(q)
	})
}

// RemoveAtCursor removes the word that the keyboard is at, and keeps the focus in the drawing.
func (s *State) RemoveAtCursor() {
	s.RemoveWord(s.CursorWord())
	s.Editor.focus = true
}

// Rename gives the selected word another name.
func (s *State) Rename(word string) {
	e := &s.Editor
	old := e.Selected
	word = strings.TrimSpace(word)
	s.edit(Say("{word} is now {new}.", Clip(old), Clip(word)), func(q *tasks.Facts) string {
		node := slices.Index(q.Graph.Symbols, old)
		switch {
		case node < 0:
			return "no word is selected"
		case word == "":
			return "there is no new name in the box"
		case slices.Contains(q.Graph.Symbols, word):
			return Say("there is {word} already", Clip(word))
		}
		q.Graph.Symbols[node] = word
		if q.Query == old {
			q.Query = word
		}
		return ""
	})
	if q := s.Reading().Question; q != nil && slices.Contains(q.Graph.Symbols, word) {
		e.Selected, e.Cursor, e.NewWord = word, word, ""
	}
}

// AskAbout makes the selected name the one that the question is about.
func (s *State) AskAbout() {
	word := s.Editor.Selected
	s.edit(Say("The question is about {word}.", Clip(word)), func(q *tasks.Facts) string {
		if !english.IsName(word) {
			return "only a name can be asked about, with a capital letter"
		}
		q.Root = slices.Index(q.Graph.Symbols, word)
		return ""
	})
}

// Offer makes the selected word the first (0) or the second (1) answer offered.
func (s *State) Offer(which int) {
	word := s.Editor.Selected
	s.edit(Say("{word} is one of the answers.", Clip(word)), func(q *tasks.Facts) string {
		if english.IsName(word) {
			return "an answer is a kind, not a name"
		}
		node := slices.Index(q.Graph.Symbols, word)
		if q.Candidates[1-which] == node { // the two swap places
			q.Candidates[1-which] = q.Candidates[which]
		}
		q.Candidates[which] = node
		return ""
	})
}

// AskWhether makes the selected property the one that the question asks about, or its opposite if it is that already.
func (s *State) AskWhether() {
	r := s.Reading()
	if !r.Editable() {
		return
	}
	word := s.Editor.Selected
	opposite, ok := r.editor.Askable(word)
	if r.Question.Query == word {
		word = opposite
	}
	s.edit(Say("The question is whether it is {word}.", Clip(word)), func(q *tasks.Facts) string {
		if !ok {
			return "what is asked is a property, not a kind or a name"
		}
		q.Query = word
		return ""
	})
}

// MoveCursor moves the keyboard to the nearest word in one direction of the drawing: dx or dy is 1 or -1.
func (s *State) MoveCursor(dx, dy int) {
	e, l := &s.Editor, s.Layout()
	at := slices.Index(s.Words(), s.CursorWord())
	best, least := -1, 0
	for i, p := range l.Nodes {
		x, y := p.X-l.Nodes[at].X, p.Y-l.Nodes[at].Y
		ahead, aside := x*dx+y*dy, x*dy+y*dx
		if ahead <= 0 {
			continue
		}
		if aside < 0 {
			aside = -aside
		}
		if cost := ahead + 3*aside; best < 0 || cost < least {
			best, least = i, cost
		}
	}
	if best >= 0 {
		e.Cursor, e.focus = s.Words()[best], true
	}
}
