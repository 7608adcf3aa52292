package e2e_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const drawn = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"

// boxHolds waits for the text in the question box.
func (tb *tab) boxHolds(text string) {
	tb.t.Helper()
	// The box's value is not part of the document and cannot be observed; it changes with the editor's message.
	tb.wait(`document.querySelector("#question").value === ` + quote(text))
}

// TestEditorByMouse edits the drawing by clicks, and the text follows; then it edits the text, and the drawing follows.
func TestEditorByMouse(t *testing.T) { atBothSizes(t, editorByMouseWay) }

func editorByMouseWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "?seed=7")
	tb.typeQuestion(drawn)
	tb.do(chromedp.Click("#edit"))
	tb.wait(`document.querySelector("#graph.editing")`)
	tb.do(chromedp.Click(`#graph [data-word="pet"]`))
	tb.do(chromedp.SendKeys("#new-word", "friend"+kb.Enter))
	tb.boxHolds("Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a friend. Is Tom a tree or pet?")
	tb.wait(`document.querySelector('#graph [data-word="friend"]')`)
	tb.do(chromedp.Click(`#graph [data-word="tree"]`)) // pet is still selected
	tb.boxHolds("Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a friend. Every pet is a tree. Is Tom a " +
		"tree or pet?")
	tb.do(chromedp.Click("#undo"))
	tb.boxHolds("Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a friend. Is Tom a tree or pet?")
	tb.do(chromedp.Click(`#graph [data-word="pet"]`), chromedp.Click(`#graph [data-word="friend"]`),
		chromedp.Click("#offer-2"))
	tb.boxHolds("Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a friend. Is Tom a tree or friend?")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.compare(defaultThoughts(t))
	tb.shoot("editor")
	tb.typeQuestion("Tom is a dog. Eva is a tree. Is Tom a dog or tree?")
	tb.wait(`document.querySelectorAll("#graph .node[tabindex]").length === 4`)
	tb.do(chromedp.Click("#edit"))
	tb.wait(`!document.querySelector("#graph [tabindex]")`)
}

// TestEditorByKeyboard does the same without a mouse.
func TestEditorByKeyboard(t *testing.T) { atBothSizes(t, editorByKeyboardWay) }

func editorByKeyboardWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "?seed=7")
	tb.typeQuestion(drawn)
	tb.do(chromedp.Focus("#edit"), chromedp.KeyEvent(kb.Enter))
	tb.wait(`document.querySelector("#graph.editing")`)
	tb.do(chromedp.Focus(`#graph [tabindex="0"]`))
	focused := func() string { return js[string](tb, `document.activeElement.dataset.word ?? ""`) }
	press := func(keys, want string) {
		t.Helper()
		tb.do(chromedp.KeyEvent(keys))
		tb.wait(`document.activeElement.dataset.word === ` + quote(want))
	}
	if word := focused(); word != "Tom" {
		t.Fatalf("the editor begins at %q", word)
	}
	press(kb.ArrowDown, "cat")
	press(kb.ArrowDown, "pet")
	tb.do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent("+"))
	tb.boxHolds("Tom is a cat. Every cat is a pet. Eva is a tree. Every pet is a bompus. Is Tom a tree or pet?")
	press(kb.ArrowDown, "bompus")
	tb.do(chromedp.KeyEvent(kb.Delete))
	tb.boxHolds(drawn)
	if word := focused(); word == "" {
		t.Error("with the word gone, the focus is nowhere")
	}
	tb.do(chromedp.KeyEvent(kb.Escape))
	tb.status("Nothing is selected")
}

// TestEditorByHand drags from word to word, with the mouse without the editor and with a finger in it: the answer to
// the changed question is there at once. Keys and a tap with two fingers take the edit back, and make it again.
func TestEditorByHand(t *testing.T) {
	const first, linked = "Every gecko is a reptile. Is", "Every gecko is a reptile. Every friend is a reptile. Is"
	for _, touch := range []bool{false, true} {
		t.Run(map[bool]string{false: "mouse", true: "finger"}[touch], func(t *testing.T) {
			tb, s := openSite(t)
			if touch {
				tb.do(emulation.SetDeviceMetricsOverride(390, 844, 1, true), emulation.SetTouchEmulationEnabled(true))
			}
			tb.still()
			tb.do(chromedp.Navigate(s.URL))
			tb.wait(answers("Rex") + ` && window.coconut?.connect`)
			v := &visitor{tb: tb, touch: touch}
			has := func(text string) {
				t.Helper()
				tb.wait(answers("Rex") + ` && document.querySelector("#question").value.includes(` + quote(text) + `)`)
			}
			if touch {
				v.click("#edit")
			}
			v.link("friend", "reptile")
			has(linked)
			undo, redo := func() { tb.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(input.ModifierCtrl))) },
				func() { tb.do(chromedp.KeyEvent("y", chromedp.KeyModifiers(input.ModifierCtrl))) }
			if touch {
				undo, redo = func() { tb.tap(2) }, func() { tb.tap(3) }
			}
			undo()
			has(first)
			redo()
			has(linked)
			if v.err != nil {
				t.Error(v.err)
			}
		})
	}
}

// tap taps the drawing with some fingers.
func (tb *tab) tap(fingers int) {
	tb.t.Helper()
	at := js[[]float64](tb, `(() => {
		const {left, right, top, bottom} = document.querySelector("#graph").getBoundingClientRect();
		return [(left + right) / 2, (top + bottom) / 2];
	})()`)
	var points []*input.TouchPoint
	for i := range fingers {
		points = append(points, &input.TouchPoint{X: at[0] + 20*float64(i), Y: at[1], ID: float64(i + 1)})
	}
	tb.do(input.DispatchTouchEvent(input.TouchStart, points),
		input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))
}
