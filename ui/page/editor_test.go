package page

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

const editable = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"

func editor(t *testing.T) *State {
	t.Helper()
	s, _ := newState(t)
	s.Edit(editable)
	s.ToggleEditor()
	return s
}

func TestEditor(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(s *State)
		want string // "" where the edit cannot be
		says string
	}{
		{"add a fact", func(s *State) { s.Activate("cat"); s.Activate("tree") },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Every cat is a tree. Is Tom a tree or pet?",
			"Added: Every cat is a tree."},
		{"remove a fact", func(s *State) {
			s.toggleFact("cat", "tree")
			s.toggleFact("cat", "tree")
		}, editable, "Removed: Every cat is a tree."},
		{"remove the last fact about an answer", func(s *State) { s.Activate("Eva"); s.Activate("tree") }, "",
			"no fact would be left about tree"},
		{"a circle", func(s *State) { s.toggleFact("pet", "cat") }, "", "round in a circle"},
		{"a fact that ends in a name", func(s *State) { s.toggleFact("cat", "Eva") }, "", "should be a kind"},
		{"add a kind", func(s *State) { s.Activate("pet"); s.AddWord(" friend ") },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a friend. Is Tom a tree or pet?",
			"Added: Every pet is a friend."},
		{"add a name", func(s *State) { s.Activate("pet"); s.AddWord("Rex") },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Rex is a pet. Is Tom a tree or pet?", "Added: Rex is a pet."},
		{"add any word", func(s *State) { s.Activate("pet"); s.AddWord("") },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a bompus. Is Tom a tree or pet?", "Added"},
		{"add a word with nothing selected", func(s *State) { s.AddWord("friend") }, "", ""},
		{"add a word that is there", func(s *State) { s.Activate("pet"); s.AddWord("cat") }, "",
			"there is cat already"},
		{"add two words", func(s *State) { s.Activate("pet"); s.AddWord("good friend") }, "", ""},
		{"remove a word", func(s *State) { s.Activate("pet"); s.AddWord("friend"); s.RemoveWord("friend") }, editable,
			"Removed: friend."},
		{"remove the word asked about", func(s *State) { s.RemoveWord("Tom") }, "", "ask about another word first"},
		{"rename", func(s *State) { s.Activate("cat"); s.Rename("poodle") },
			"Tom is a poodle. Every poodle is a pet. Eva is a tree. Is Tom a tree or pet?", "cat is now poodle."},
		{"rename a kind to a name", func(s *State) { s.Activate("cat"); s.Rename("Felix") }, "", ""},
		{"rename to nothing", func(s *State) { s.Activate("cat"); s.Rename(" ") }, "", "no new name"},
		{"ask about another", func(s *State) { s.Activate("Eva"); s.AskAbout() },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Is Eva a tree or pet?", "about Eva"},
		{"ask about a kind", func(s *State) { s.Activate("cat"); s.AskAbout() }, "", "only a name"},
		{"offer another answer", func(s *State) { s.Activate("cat"); s.Offer(0) },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a cat or pet?", "cat is one of the answers."},
		{"change the answers' places", func(s *State) { s.Activate("tree"); s.Offer(1) },
			"Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a pet or tree?", ""},
		{"offer a name", func(s *State) { s.Activate("Eva"); s.Offer(0) }, "", "not a name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := editor(t)
			_, version := s.Box()
			tt.do(s)
			want := tt.want
			if want == "" {
				want = editable
			}
			text, after := s.Box()
			if text != want || !strings.Contains(s.Editor.Message, tt.says) || tt.want == "" && s.Editor.Message == "" {
				t.Errorf("the text is %q, the editor says %q; want %q, %q", text, s.Editor.Message, want, tt.says)
			}
			if (after > version) != (tt.want != "") {
				t.Errorf("the box went from version %d to %d", version, after)
			}
			for range 9 {
				s.Undo()
			}
			if s.Question != editable {
				t.Errorf("all taken back, the text is %q", s.Question)
			}
		})
	}
}

// TestEditorKeepsInStep makes many edits at random, none of which may leave a text that cannot be read.
func TestEditorKeepsInStep(t *testing.T) {
	s := editor(t)
	s.Edit(engine.NewQuestion(uitest.KindProsQA, 3))
	for i := range 400 {
		words := s.Words()
		a, b := words[i*7%len(words)], words[i*13%len(words)]
		switch i % 9 {
		case 0, 1, 2, 3:
			s.toggleFact(a, b)
		case 4:
			s.Editor.Selected = a
			s.AddWord("")
		case 5:
			s.RemoveWord(a)
		case 6:
			s.Editor.Selected = a
			s.Offer(i % 2)
		case 7:
			s.Editor.Selected = a
			s.AskAbout()
		default:
			s.Editor.Selected = a
			s.Rename(b + "s")
		}
		if r := s.Reading(); r.Question == nil || r.editor.Text() != s.Question {
			t.Fatalf("edit %d (%s) left %q: %v", i, s.Editor.Message, s.Question, r.Problems)
		}
	}
}

func TestEditorCursor(t *testing.T) {
	s := editor(t)
	if s.CursorWord() != "Tom" {
		t.Errorf("it starts at %s", s.CursorWord())
	}
	for _, step := range []struct {
		dx, dy int
		want   string
	}{{0, 1, "cat"}, {0, 1, "pet"}, {0, 1, "pet"}, {0, -1, "cat"}, {1, 0, "tree"}, {0, -1, "Eva"}, {-1, 0, "Tom"}} {
		s.MoveCursor(step.dx, step.dy)
		if s.Editor.Cursor != step.want || s.Words()[max(s.TakeFocus(), 0)] != step.want && step.want != "pet" {
			t.Fatalf("a step %d, %d leads to %s; want %s", step.dx, step.dy, s.Editor.Cursor, step.want)
		}
	}
}

// TestConnect: a drag turns the editor on, adds a fact or removes it, and an answered question is asked again at once;
// what is edited meanwhile is asked when the answer has come.
func TestConnect(t *testing.T) {
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.RaceInfo)
	s.Edit(editable)
	s.Connect(1, 4)
	const linked = "Tom is a cat. Every cat is a pet. Eva is a tree. Every cat is a tree. Is Tom a tree or pet?"
	if s.Question != linked || !s.Editor.On || len(e.Asks) != 0 {
		t.Fatalf("connected, the text is %q, editor %v, %d questions asked", s.Question, s.Editor.On, len(e.Asks))
	}
	s.Connect(1, 99)
	s.Connect(-1, 1)
	s.Connect(1, 4)
	if s.Question != editable {
		t.Fatalf("disconnected, the text is %q", s.Question)
	}
	s.Ask()
	s.OnResult(uitest.GraphResult(s.Question))
	s.Connect(1, 4)
	if len(e.Asks) != 2 || e.Asks[1].Question != linked {
		t.Fatalf("the engine was asked %+v", e.Asks)
	}
	s.Undo()
	if s.Question != editable || len(e.Asks) != 2 {
		t.Fatalf("while it thinks: %q, asked %d times", s.Question, len(e.Asks))
	}
	s.OnResult(uitest.GraphResult(linked))
	if len(e.Asks) != 3 || e.Asks[2].Question != editable {
		t.Fatalf("then the engine was asked %+v", e.Asks)
	}
	s.OnResult(uitest.GraphResult(editable))
	if s.Playing || s.K != s.Rest() || s.TakeReveal() || s.Busy() {
		t.Errorf("an edit plays %v, at thought %d, or scrolls", s.Playing, s.K)
	}
}

// TestRedo: what was taken back can be made again, until there is another edit.
func TestRedo(t *testing.T) {
	s := editor(t)
	s.Connect(1, 4)
	linked := s.Question
	s.Undo()
	s.Redo()
	if s.Question != linked || s.CanRedo() || !s.CanUndo() {
		t.Fatalf("made again, the text is %q", s.Question)
	}
	s.Undo()
	s.Connect(2, 4)
	if s.CanRedo() {
		t.Error("after another edit, the old one can be made again")
	}
	s.Undo()
	if s.Question != editable {
		t.Errorf("taken back, the text is %q", s.Question)
	}
}
