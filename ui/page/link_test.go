package page

import (
	"errors"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/ui/internal/uitest"
)

func TestParseLink(t *testing.T) {
	none := Link{Kind: uitest.KindProsQA, Thoughts: -1, K: -1}
	for _, tt := range []struct {
		text string
		want Link
	}{
		{"", none},
		{"?seed=7", Link{Kind: uitest.KindProsQA, Seed: 7, HasSeed: true, Thoughts: -1, K: -1}},
		{"#kind=hard&seed=18446744073709551615&thoughts=0&k=8&colour=held",
			Link{Kind: uitest.KindHard, Seed: 1<<64 - 1, HasSeed: true, K: 8, Colour: ColourHeld}},
		{"#q=Tom+is+a+caf%C3%A9.&utm=x",
			Link{Kind: uitest.KindProsQA, Question: "Tom is a café.", Thoughts: -1, K: -1}},
	} {
		if got, err := ParseLink(tt.text); err != nil || got != tt.want {
			t.Errorf("ParseLink(%q) = %+v, %v; want %+v", tt.text, got, err, tt.want)
		}
	}
	for _, text := range []string{"#seed=-1", "#seed=x", "#thoughts=25", "#k=-1", "#kind=gsm", "#q=%", "#q=%g1",
		"#q=%ff", "#q=" + strings.Repeat("a", MaxText+1), strings.Repeat("&", maxLink+1)} {
		if got, err := ParseLink(text); !isLinkError(err) || got != none {
			t.Errorf("ParseLink(%.30q) = %+v, %v; want a LinkError", text, got, err)
		}
	}
}

// TestRefuseLink: what is said of a link that cannot be read is short, whatever is in it, and shows what cannot be
// seen; the question is not called wrong.
func TestRefuseLink(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"#k=999999999999999999999", `"k": "999999999999999999999" is no number from 0 to 24`},
		{"#thoughts=1e3", `"thoughts": "1e3" is no number from 0 to 24`},
		{"#seed=" + strings.Repeat("9", 20_000), `"seed": "999`},
		{"#kind=%3Cimg%20src%3Dx%3E", `"kind": "<img src=x>" is no kind of question`},
		{"#kind=%E2%80%AEgpj.exe%00", `"\u202egpj.exe\x00"`},
		{"#" + strings.Repeat("k", 9000) + "=%", `"kkk`},
		{"#\u202eq=%", `"\u202eq"`},
		{strings.Repeat("&", maxLink+1), "bytes, at most"},
	} {
		s, _ := newState(t)
		_, err := ParseLink(tt.text)
		if err == nil {
			t.Fatalf("%.40q can be read", tt.text)
		}
		s.RefuseLink(err)
		if !strings.HasPrefix(s.Alert, "The link cannot be read: ") || !strings.Contains(s.Alert, tt.want) ||
			len(s.Alert) > 300 {
			t.Errorf("%.40q: %d bytes: %.400s; want %s", tt.text, len(s.Alert), s.Alert, tt.want)
		}
		if s.BadQuestion() {
			t.Errorf("%.40q: the question is called wrong", tt.text)
		}
	}
}

// TestLinkReopens: a link leads to another page that shows the same.
func TestLinkReopens(t *testing.T) {
	for _, edit := range []string{"", "Tom is a café & more. Is Tom a\ncafé or bär?"} {
		s, _ := runningState(t)
		s.SetThoughts(2)
		if edit != "" {
			s.Edit(edit)
		} else {
			s.Choose(uitest.KindHard)
		}
		link, err := ParseLink(s.Link())
		if err != nil {
			t.Fatal(err)
		}
		again, e := newState(t)
		again.Open(link)
		if again.Question != s.Question || again.Thoughts != 2 || again.Link() != s.Link() || len(e.Asks) != 0 ||
			again.Busy() {
			t.Errorf("%q opens %q with %d thoughts, link %q", s.Link(), again.Question, again.Thoughts, again.Link())
		}
	}
}

// TestStartSeed: whatever a page was opened with, the examples go on from a number that somebody may have chosen or
// that nobody did, and not from no. 0, which everybody would get.
func TestStartSeed(t *testing.T) {
	for _, tt := range []struct {
		text string
		seed uint64 // 0 for any
	}{{"", 0}, {"#q=Tom+is+a+cat.", 0}, {"#kind=hard&q=Tom+is+a+cat.&thoughts=3", 0}, {"#seed=12",
		12}, {"#q=Tom+is+a+cat.&seed=12", 12}} {
		seen := map[uint64]bool{}
		for range 20 {
			link, err := ParseLink(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			s := NewState(&uitest.Engine{}, link.StartSeed())
			s.Open(link)
			if link.Question != "" && s.Question != link.Question {
				t.Fatalf("%q shows %q", tt.text, s.Question)
			}
			s.Choose(uitest.KindShort)
			seen[s.Seed] = true
		}
		if tt.seed > 0 && (len(seen) != 1 || !seen[tt.seed]) || tt.seed == 0 && len(seen) < 10 {
			t.Errorf("%q: the next examples are nos. %v", tt.text, seen)
		}
	}
}

// TestLinkToThought: a link that names a thought asks at once, and shows it without an animation.
func TestLinkToThought(t *testing.T) {
	const question = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"
	s, e := newState(t)
	s.Open(Link{Kind: uitest.KindProsQA, Question: question, Thoughts: -1, K: 1, Colour: ColourHeld})
	s.OnReady(uitest.Info)
	if len(e.Asks) != 1 || e.Asks[0].Question != question {
		t.Fatalf("asked %+v", e.Asks)
	}
	s.OnResult(uitest.GraphResult(question))
	if s.K != 1 || s.Playing || s.Colour != ColourHeld || !strings.HasSuffix(s.Link(), "&k=1&colour=held") {
		t.Errorf("shows thought %d, playing %t, colour %d, link %q", s.K, s.Playing, s.Colour, s.Link())
	}
	s.Ask()
	s.OnResult(uitest.GraphResult(question))
	if s.K != 0 || !s.Playing {
		t.Errorf("asked again, it shows thought %d, playing %t; want an animation", s.K, s.Playing)
	}
}

func TestLongQuestionHasNoLink(t *testing.T) {
	s, _ := newState(t)
	s.Edit(strings.Repeat("Tom is a cat. ", 1000))
	if link := s.Link(); link != "" {
		t.Errorf("a link of %d bytes; Vugu ends the program over an attribute past 16 KiB", len(link))
	}
}

func FuzzParseLink(f *testing.F) {
	f.Add("#kind=hard&seed=7&thoughts=3&k=2&colour=held")
	f.Add("?q=Tom+is+a+%C3%BCber.")
	f.Add("#q=%zz&&==%")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLink(text)
		if err != nil {
			if !isLinkError(err) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if !validKind(l.Kind) || l.Thoughts > MaxThoughts || l.K > MaxThoughts || len(l.Question) > MaxText {
			t.Fatalf("%q opens %+v", text, l)
		}
		s := NewState(&uitest.Engine{}, 1)
		s.Open(l)
		if link := s.Link(); link != "" {
			if again, err := ParseLink(link); err != nil || again.Question != l.Question {
				t.Fatalf("%q became %q, which opens %+v, %v", text, link, again, err)
			}
		}
	})
}

func isLinkError(err error) bool {
	_, ok := errors.AsType[*LinkError](err)
	return ok
}
