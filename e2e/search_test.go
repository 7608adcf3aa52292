package e2e_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// still makes the browser prefer reduced motion.
func (tb *tab) still() {
	tb.t.Helper()
	tb.do(emulation.SetEmulatedMedia().
		WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// TestSearch goes through all thoughts by keyboard, and compares the drawing with the native answer to the same
// question: each node's colour, and the rings, which are the true breadth-first search.
func TestSearch(t *testing.T) { atBothSizes(t, searchWay) }

func searchWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "?seed=7")
	tb.wait(`document.querySelectorAll("#graph .node").length > 13`)
	if tb.text("#k-value") != "" {
		t.Error("there is a slider before there is an answer")
	}
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	want, err := askNatively(t, tb.question(), defaultThoughts(t))
	if err != nil {
		t.Fatal(err)
	}
	q, err := prosqa.Parse(tb.question())
	if err != nil {
		t.Fatal(err)
	}
	oracle, err := graph.New(&q.Graph)
	if err != nil {
		t.Fatal(err)
	}
	tb.do(chromedp.Click(`input[value="spoken"]`), chromedp.Click("#open-inside"))
	tb.do(chromedp.Focus("#k"), chromedp.SendKeys("#k", kb.Home))
	var before reasoner.Step
	k := 0
	for _, step := range want.Steps {
		if step.Kind != "bot" && step.Kind != "thought" {
			continue
		}
		if got := tb.text("#k-value"); got != fmt.Sprint(k) {
			t.Fatalf("the slider shows %s thoughts; want %d", got, k)
		}
		tb.compareColours(q, step.Values, k)
		if k > 0 {
			compareRings(t, js[[]string](tb, readRings), q, oracle, k)
			tb.do(chromedp.Click(`input[value="held"]`))
			tb.compareColours(q, before.Holds, k)
			tb.compareMicroscope(q, oracle, before, k)
			tb.do(chromedp.Click(`input[value="spoken"]`), chromedp.Focus("#k"))
		}
		tb.do(chromedp.SendKeys("#k", kb.ArrowRight))
		before, k = step, k+1
	}
	if rows := js[int](tb, `document.querySelectorAll("#answers tbody tr").length`); rows != k ||
		k != defaultThoughts(t)+1 {
		t.Errorf("the answer's probability is shown after %d numbers of thoughts; want %d", rows, k)
	}
}

// compareColours compares the nodes' opacities with values by node.
func (tb *tab) compareColours(q *prosqa.Question, values []float32, k int) {
	tb.t.Helper()
	compareColours(tb.t, js[map[string]string](tb, readColours), q, values, k)
}

// readColours reads the nodes' opacities from the page, by word.
const readColours = `Object.fromEntries([...document.querySelectorAll("#graph .node")].map((e) => [e.dataset.word, e.querySelector(".value").getAttribute("fill-opacity")]))`

func compareColours(t *testing.T, got map[string]string, q *prosqa.Question, values []float32, k int) {
	t.Helper()
	for node, word := range q.Graph.Symbols {
		if want := fmt.Sprintf("%.3f", math.Sqrt(float64(values[node]))); got[word] != want {
			t.Errorf("after %d thoughts %s has colour %s; want %s", k, word, got[word], want)
		}
	}
}

// compareMicroscope compares what is beside the drawing with the thought: its words, and a dot for each word of the
// question.
func (tb *tab) compareMicroscope(q *prosqa.Question, oracle *graph.Adjacency, thought reasoner.Step, k int) {
	tb.t.Helper()
	var want []string
	for _, c := range thought.Direct {
		want = append(want, c.Token)
	}
	if got := js[[]string](tb,
		`[...document.querySelectorAll("#mind .token")].map((e) => e.textContent)`); !slices.Equal(got, want) {
		tb.t.Errorf("thought %d reads %q in the page; natively %q", k, got, want)
	}
	dots := js[[]int](tb,
		`[...document.querySelectorAll("#near .near-dots")].map((e) => (e.getAttribute("d") ?? "").split("h0").length - 1)`)
	frontier := len(oracle.Frontier(q.Root, k))
	if len(dots) != 3 || dots[0] != frontier || dots[0]+dots[1]+dots[2] != len(thought.Similar) {
		tb.t.Errorf("thought %d has %v dots; want %d of the search, and %d in all", k, dots, frontier, len(thought.Similar))
	}
}

// readRings is the expression that reads the ringed words from the page.
const readRings = `[...document.querySelectorAll("#graph .node:has(.ring)")].map((e) => e.dataset.word)`

// compareRings compares the rings with the true frontier of the search.
func compareRings(t *testing.T, words []string, q *prosqa.Question, oracle *graph.Adjacency, k int) {
	t.Helper()
	var ringed []int
	for _, word := range words {
		ringed = append(ringed, slices.Index(q.Graph.Symbols, word))
	}
	slices.Sort(ringed)
	if frontier := oracle.Frontier(q.Root, k); !slices.Equal(ringed, frontier) {
		t.Errorf("after %d thoughts rings are around %v; want %v", k, ringed, frontier)
	}
}

// TestAnimation lets the drawing play by itself up to the decisive thought, which is as many facts away as the answer;
// again on a click, and ends it on another.
func TestAnimation(t *testing.T) { atBothSizes(t, animationWay) }

func animationWay(t *testing.T, tb *tab, s *server) {
	shipped(t)
	tb.open(s.URL + "?seed=7")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	want, err := askNatively(t, tb.question(), defaultThoughts(t))
	if err != nil {
		t.Fatal(err)
	}
	last := fmt.Sprint(len(want.Path) - 1)
	tb.wait(`document.querySelector("#k-value").textContent === "` + last +
		`" && document.querySelector("#play").textContent === "Play"`)
	tb.do(chromedp.Click("#play"))
	tb.wait(`document.querySelector("#k-value").textContent === "2"`)
	tb.do(chromedp.Click("#play"))
	tb.wait(`document.querySelector("#play").textContent === "Play"`)
	if at := tb.text("#k-value"); at == last {
		t.Errorf("paused after 2 thoughts, and it is at %s", at)
	}
}
