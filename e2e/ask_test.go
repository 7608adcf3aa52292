package e2e_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/ui/page"
)

// defaultThoughts returns how many thoughts the page requests by default.
func defaultThoughts(t *testing.T) int {
	t.Helper()
	r, err := native()
	if err != nil {
		t.Fatal(err)
	}
	return r.Info().Thoughts
}

func TestTypedQuestions(t *testing.T) { atBothSizes(t, typedQuestionsWay) }

func typedQuestionsWay(t *testing.T, tb *tab, s *server) {
	tb.open(s.URL + "?seed=1")
	for _, question := range []string{
		"Every lempus is a rorpus. Tom is a lempus. Sally is a yimpus. Is Tom a rorpus or yimpus?",
		"Sally is a bompus. Every bompus is a felpus. Every felpus is a impus. Max is a gorpus. Every gorpus is a zumpus. Is Sally a zumpus or impus?",
		"Rex is a cat. Every cat is an animal. Every animal is a thing. Ann is a rock. Is Rex a rock or thing?",
	} {
		tb.typeQuestion(question)
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		tb.compare(defaultThoughts(t))
		link, err := page.ParseLink(js[string](tb, `document.querySelector(".share").hash`))
		if err != nil || link.Question != question {
			t.Errorf("the link to a typed question opens %+v, %v", link, err)
		}
	}
	tb.shoot("typed")
}

func TestGeneratedQuestions(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=7")
	for seed := uint64(7); seed < 10; seed++ {
		if got, want := tb.question(), engine.NewQuestion(kindProsQA, seed); got != want {
			t.Errorf("seed %d: the page asks %q; want %q", seed, got, want)
		}
		if got, want := js[string](tb, `document.querySelector(".share").getAttribute("href")`), "#kind=prosqa&seed="+
			strconv.FormatUint(seed, 10); got != want {
			t.Errorf("the link to the question is %q; want %q", got, want)
		}
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		tb.compare(defaultThoughts(t))
		tb.do(chromedp.Click("#another"))
		if answer := tb.text("#answer"); answer != "" {
			t.Errorf("another question, and the old answer still stands: %q", answer)
		}
	}
}

func TestSetThoughts(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=3")
	for _, tt := range []struct {
		keys     string
		thoughts int
	}{
		{kb.Home, 0},
		{kb.ArrowRight + kb.ArrowRight, 2},
		{kb.End, 8},
	} {
		tb.do(chromedp.SendKeys("#thoughts", tt.keys))
		if got, want := tb.text("#thoughts-value"), strconv.Itoa(tt.thoughts); got != want {
			t.Fatalf("the range shows %s thoughts; want %s", got, want)
		}
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		tb.compare(tt.thoughts)
		rows := js[int](tb,
			`[...document.querySelectorAll("#trace .step")].filter((e) => e.textContent.startsWith("Thought")).length`)
		if rows != tt.thoughts {
			t.Errorf("the trace has %d rows of thoughts; want %d", rows, tt.thoughts)
		}
	}
}

// Everything by keyboard: to the box, through the controls in order, and Ctrl+Enter.
func TestKeyboard(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=11")
	tb.status("The model is ready.")
	scenes := ""
	if js[bool](tb, `document.querySelectorAll(".scene").length === 4`) { // there is a model for each
		scenes = " words-ask vectors-ask proof-ask numbers-ask"
	}
	var order []string
	// one for each task that has a model, and some
	examples := js[int](tb, `document.querySelectorAll("button.example:not(#surprise)").length`)
	for range 24 + examples {
		tb.do(chromedp.KeyEvent(kb.Tab))
		order = append(order, js[string](tb, `document.activeElement.id || document.activeElement.className`))
	}
	if got, want := strings.Join(order, " "), "skip term part part part part part language edit next share copy "+
		"card embed"+scenes+strings.Repeat(" example", examples)+
		" surprise trace-file question thoughts another ask"; examples < 4 || !strings.HasPrefix(got, want) {
		t.Errorf("Tab leads through %q; want %q", got, want)
	}
	tb.do(chromedp.Focus("#question"), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2))) // Ctrl
	tb.answered()
	if focused := js[string](tb, `document.activeElement.id`); focused != "question" {
		t.Errorf("after Ctrl+Enter the focus is at %q; want it to stay in the box", focused)
	}
	tb.compare(defaultThoughts(t))
	tb.do(chromedp.Focus("#ask"), chromedp.KeyEvent(" "))
	tb.answered()
	if focused := js[string](tb, `document.activeElement.id`); focused != "ask" {
		t.Errorf("after the space bar on Ask the focus is at %q; want it to stay there", focused)
	}
	if outline := js[string](tb, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		t.Error("the focused button has no focus ring")
	}
}

func TestBadQuestions(t *testing.T) { atBothSizes(t, badQuestionsWay) }

func badQuestionsWay(t *testing.T, tb *tab, s *server) {
	tb.open(s.URL + "?seed=1")
	for _, question := range []string{
		"Every lempus is a rorpus. Tom likes tea. Is Tom a rorpus or yimpus?",
		"Every lempus is a rorpus. Tom is a lempus.",
		"Tom is a lempus. Is Tom a lempus",
	} {
		_, err := askNatively(t, question, 1)
		var syntax *tasks.SyntaxError
		if !errors.As(err, &syntax) {
			t.Fatalf("natively: %v; want a syntax error", err)
		}
		tb.typeQuestion(question)
		tb.do(chromedp.Click("#ask"))
		tb.wait(`document.querySelector('#alert[role="alert"]').textContent`)
		if got := tb.text("#alert"); !strings.Contains(got, strings.TrimSuffix(syntax.Reason, ".")[1:]) ||
			!strings.Contains(got, syntax.Text) {
			t.Errorf("the page says %q; want the sentence %q and the reason %q", got, syntax.Text, syntax.Reason)
		}
		selected := js[string](tb,
			`(({value, selectionStart, selectionEnd}) => value.slice(selectionStart, selectionEnd))(document.activeElement)`)
		if syntax.Sentence > 0 && selected != syntax.Text {
			t.Errorf("the page selects %q; want the sentence %q", selected, syntax.Text)
		}
		if got := js[string](tb, `document.querySelector("#question").getAttribute("aria-invalid")`); got != "true" {
			t.Errorf("aria-invalid = %q", got)
		}
	}
	tb.shoot("bad-question")
	tb.typeQuestion("Tom is a lempus. Max is a yimpus. Is Tom a lempus or yimpus?")
	if got := tb.text("#alert"); got != "" {
		t.Errorf("after an edit the page still says %q", got)
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}

// A text far beyond the 16 KiB at which Vugu itself fails is rejected with a message, and the page keeps working.
func TestLongText(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=1")
	long := strings.Repeat("Every lempus is a rorpus. ", 700)
	tb.do(chromedp.Focus("#question"), chromedp.Evaluate(`document.querySelector("#question").select()`, nil),
		input.InsertText(long))
	if got := tb.question(); got != long {
		t.Fatalf("the box holds %d characters; want %d", len(got), len(long))
	}
	tb.do(chromedp.Click("#ask"))
	tb.wait(`document.querySelector("#alert").textContent`)
	tb.typeQuestion("Tom is a lempus. Max is a yimpus. Is Tom a lempus or yimpus?")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
}
