package e2e_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// firstScreens are the windows that a first visit is tried in.
var firstScreens = [][2]int64{{1280, 800}, {390, 844}}

// TestFirstScreen opens the page without a link: a small question is answered and its search plays without a click, up
// to the decisive thought; nothing scrolls, and the one primary button in view asks a question of the full size.
func TestFirstScreen(t *testing.T) {
	shipped(t)
	for _, size := range firstScreens {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			tb, s := openSite(t)
			tb.do(chromedp.EmulateViewport(size[0], size[1]), chromedp.Navigate(s.URL))
			tb.wait(`document.querySelector("#play")?.textContent === "Pause"`)
			tb.greets()
			if seen := js[[]string](tb, primaryInView); len(seen) != 1 || seen[0] != "next" {
				t.Errorf("the primary buttons in view are %q; want the one", seen)
			}
			tb.hardens()
		})
	}
}

// greets checks that the question that the page opens with is answered, and that its play ends where it should.
func (tb *tab) greets() {
	tb.t.Helper()
	want, err := askNatively(tb.t, tb.question(), defaultThoughts(tb.t))
	if err != nil {
		tb.t.Fatal(err)
	}
	if got := tb.text("#answer"); got != want.Answer || tb.text("#verdict") != "Right." {
		tb.t.Errorf("the first answer is %q, %s; want %q, and right", got, tb.text("#verdict"), want.Answer)
	}
	tb.wait(`document.querySelector("#play").textContent === "Play"`)
	tb.rests(len(want.Path) - 1)
	if hidden := js[int](tb, `document.querySelectorAll("#story .ahead").length`); hidden > 0 {
		tb.t.Errorf("the play has ended, and %d thoughts are hidden", hidden)
	}
}

// hardens asks two questions of the full size with the primary button.
func (tb *tab) hardens() {
	tb.t.Helper()
	before := tb.question()
	for range 2 {
		tb.do(chromedp.Click("#next"))
		tb.answered()
		hard := tb.question()
		if q, err := prosqa.Parse(hard); err != nil || len(q.Graph.Symbols) < 14 || hard == before {
			tb.t.Errorf("after %q the question is %q (%v); want another one, of the full size", before, hard, err)
		}
		before = hard
	}
}

// rests checks that the drawing shows thought k, the decisive one, and that all thoughts after it are greyed.
func (tb *tab) rests(k int) {
	tb.t.Helper()
	classes := js[[]string](tb, `[...document.querySelectorAll("#story button")].map((e) => e.className)`)
	shown := js[int](tb, `[...document.querySelectorAll("#story button")].findIndex((e) => e.ariaCurrent === "true") + 1`)
	if shown != k || len(classes) != defaultThoughts(tb.t) {
		tb.t.Fatalf("the play rests on thought %d of %d; want %d of %d", shown, len(classes), k, defaultThoughts(tb.t))
	}
	for i, class := range classes {
		if late := strings.Contains(class, "late"); late != (i >= k) || strings.Contains(class, "decisive") != (i == k-1) {
			tb.t.Errorf("thought %d of %d has class %q", i+1, len(classes), class)
		}
	}
}

// primaryInView lists the ids of the primary buttons that are wholly in the window of a page that has not scrolled.
const primaryInView = `scrollY > 0 ? ["scrolled"] : [...document.querySelectorAll("button.primary")].filter((e) => {
	const r = e.getBoundingClientRect();
	return e.checkVisibility() && r.top >= 0 && r.bottom <= innerHeight;
}).map((e) => e.id)`

// TestFirstScreenStill is the same for a visitor who wants no movement: the decisive thought stands there at once.
func TestFirstScreenStill(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.still()
	tb.do(chromedp.Navigate(s.URL))
	tb.answered()
	if got := tb.text("#play"); got != "Play" {
		t.Errorf("the button says %q; want nothing to play", got)
	}
	tb.rests(3)
}

// jargon is what only the details may say.
var jargon = regexp.MustCompile(`(?i)Pro(s|nto)QA|passes|archsimd|relaxed|simd128|latent|###|<eos>|induction`)

// TestPlainWords reads the whole page, with everything unfolded, but for the details and the title of the paper.
func TestPlainWords(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.still()
	tb.open(s.URL)
	tb.answered()
	tb.do(chromedp.Click("#race"))
	tb.status("The race is over")
	tb.do(chromedp.Click("#whatif"))
	tb.status("Before: ")
	tb.do(chromedp.Evaluate(`document.querySelectorAll(".details, cite").forEach((e) => e.remove())`, nil))
	said := js[string](tb, `document.body.innerText +
		[...document.querySelectorAll("[aria-label], title")].map((e) => "\n" + (e.ariaLabel ?? e.textContent)).join("")`)
	if !strings.Contains(said, "Rex is a mammal.") || !strings.Contains(said, "The race") {
		t.Fatalf("the page says only %q", said)
	}
	for _, word := range jargon.FindAllString(said, -1) {
		t.Errorf("outside the details the page says %q", word)
	}
}

// TestDefinitions opens the explanation of each word by keyboard, and closes it again.
func TestDefinitions(t *testing.T) {
	tb, s := openSite(t)
	tb.do(chromedp.Navigate(s.URL + "?seed=1"))
	for _, word := range []string{"thought", "state", "token"} {
		button := `footer [popovertarget="about-` + word + `"]`
		tb.do(chromedp.Focus(button), chromedp.KeyEvent("\r"))
		if text := tb.text("#about-" + word + ":popover-open"); !strings.Contains(strings.ToLower(text), word) {
			t.Errorf("Enter on %q shows %q", word, text)
		}
		tb.do(chromedp.KeyEvent("\u001b"))
		if js[bool](tb, `document.querySelector(":popover-open") !== null`) {
			t.Errorf("Escape leaves the explanation of %q open", word)
		}
	}
}
