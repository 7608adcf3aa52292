package e2e_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/weights"
)

// TestStory goes through the five scenes: what each model says is what it says natively.
func TestStory(t *testing.T) {
	shipped(t)
	atBothSizes(t, storyWay)
}

func storyWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL)
	tb.answered()
	question := engine.NewQuestion("prosqa", 6)
	for _, scene := range []struct{ id, method string }{
		{"words", "cot"}, {"vectors", "coconut"}, {"proof", "pause-as-thought"},
	} {
		tb.do(chromedp.Click("#" + scene.id + "-ask"))
		tb.wait(fmt.Sprintf(`document.querySelector("#%s .verdict")`, scene.id))
		want := tellsNatively(t, "prosqa-"+scene.method, question)
		if got := tb.text("#" + scene.id + " .said"); got != want.Answer {
			t.Errorf("%s: %q; natively %q", scene.id, got, want.Answer)
		}
		links := js[int](tb, fmt.Sprintf(`document.querySelectorAll("#%s .link").length`, scene.id))
		if scene.id == "words" && links != len(want.Chain) || scene.id == "vectors" && links == 0 {
			t.Errorf("%s: %d steps; natively %d", scene.id, links, len(want.Chain))
		}
	}
	if got := tb.question(); got != question {
		t.Errorf("the drawing is of %q", got)
	}
	top := js[float64](tb, `document.querySelector("#laboratory").getBoundingClientRect().top + scrollY`)
	if screens := top / js[float64](tb, `innerHeight`); screens > 10 {
		t.Errorf("%.1f screens before the laboratory, with every scene played", screens)
	}
}

// tellsNatively asks a shipped model.
func tellsNatively(t *testing.T, name, question string) *reasoner.Result {
	t.Helper()
	r, err := reasoner.Load(t.Context(), weights.Dir(filepath.Join(repository, "weights", "models", name)), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Ask(t.Context(), question, reasoner.Options{Thoughts: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// TestBreak breaks the thought that the drawing shows, a node, and then some thoughts of many questions.
func TestBreak(t *testing.T) {
	shipped(t)
	atBothSizes(t, breakWay)
}

func breakWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL)
	tb.answered()
	tb.do(chromedp.Click("#break-thought"))
	tb.wait(`document.querySelector("#whatif-result")`)
	if kind, seen := js[string](tb, `document.querySelector("#whatif-kind").value`), js[bool](tb,
		`document.querySelector("#break").getBoundingClientRect().top < innerHeight / 2`); kind != "word" || !seen {
		t.Errorf("the experiment is %q, in view %t", kind, seen)
	}
	// The thought before the one that names the answer leads to it: from "gecko" in its place the other answer follows.
	if said := js[string](tb, `[...document.querySelectorAll("#whatif-result .said")].at(-1).textContent`); said !=
		"Rex is a reptile." {
		t.Errorf("with another word in the thought it says %q", said)
	}
	tb.do(chromedp.Click("#control"))
	tb.wait(`document.querySelectorAll("#whatif-result .outcome").length === 3 && !document.querySelector("#control")`)
	tb.shoot("control")
	tb.do(chromedp.Click("#study"))
	tb.wait(`document.querySelector("#study-table tbody td").textContent.trim() !== ""`)
	tb.do(chromedp.Click("#study-stop"))
	tb.status("Stopped")
	rows := js[[]string](tb, `[...document.querySelectorAll("#study-table tbody tr")].map((e) => e.textContent)`)
	if len(rows) != 10 || !strings.Contains(rows[1], "control") || !strings.Contains(rows[0], "100 %") {
		t.Errorf("the study says %q", rows)
	}
	bars := js[int](tb, `document.querySelectorAll("#study-table .whisker").length`)
	if bars != len(rows) {
		t.Errorf("%d intervals", bars)
	}
	js[bool](tb, `!document.querySelector('#graph [data-word="mammal"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`)
	tb.wait(`document.querySelector("#whatif-kind").value === "edge"`)
	if fact := js[string](tb, `document.querySelector("#whatif-edge").selectedOptions[0].text`); !strings.Contains(fact, "mammal") {
		t.Errorf("a click on mammal chooses the fact %q", fact)
	}
}

// TestRaceMoves: a race on a question that splits the methods shows each thought and token at its time.
func TestRaceMoves(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.open(s.URL)
	tb.answered()
	tb.do(chromedp.Click("#race-split"))
	tb.wait(`[...document.querySelectorAll(".lane")].some((e) => e.textContent.includes("●"))`)
	tb.wait(`document.querySelectorAll("#race-table .verdict").length === 7`)
	verdicts := js[[]string](tb, `[...document.querySelectorAll("#race-table .verdict")].map((e) => e.textContent)`)
	if right := strings.Count(strings.Join(verdicts[:6], " "), "Right."); right == 0 || right == 6 {
		t.Errorf("the verdicts are %q; want them to differ", verdicts)
	}
}
