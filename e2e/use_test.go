package e2e_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A first-time visitor's tasks are played with the mouse, or a finger on a phone, and counted (make use).

// use is what one task took: Clicks are presses, drags included; Scrolls are turns of eight tenths of the window; the
// seconds are the page's and the browser's, as the script reads nothing and hesitates nowhere.
type use struct {
	Clicks  int     `json:"clicks"`
	Scrolls int     `json:"scrolls"`
	Seconds float64 `json:"seconds"`
	Done    bool    `json:"done"`
}

// useTask is something a visitor wants. Of the ways to it the first that works counts: older pages lack some.
type useTask struct {
	Name string
	Most int // clicks that are allowed, 0 for any number
	Ways []func(v *visitor)
}

// ownWords is a question as people write it: none of its first four sentences is of the form that the hint asks for.
const ownWords = "All cats are animals. tom is a cat. Rocks are minerals. The weather is fine today. " +
	"Is Tom an animal or mineral?"

// changed is the fact that a visitor adds.
const changed = "Every friend is a reptile."

// seeAnswer is the task that begins when the page is opened, not when it has played.
const seeAnswer = "see an answer"

var useTasks = []useTask{
	{seeAnswer, 2, []func(*visitor){func(v *visitor) { v.until(answers("Rex")); v.see("#answer") }}},
	{"change a fact", 2, []func(*visitor){
		func(v *visitor) { v.link("friend", "reptile"); v.until(answers(changed)); v.see("#answer") },
		func(v *visitor) {
			v.click("#edit")
			v.link("friend", "reptile")
			v.until(answers(changed))
			v.see("#answer")
		},
		func(v *visitor) {
			v.click("#edit")
			v.click(node("friend"))
			v.click(node("reptile"))
			v.click("#next")
			v.until(answers(changed))
			v.see("#answer")
		},
	}},
	{"break a thought", 2, []func(*visitor){func(v *visitor) { v.click("#break-thought"); v.see("#whatif-verdict") }}},
	{"ask in own words", 0, []func(*visitor){
		func(v *visitor) {
			v.writes("Every cat is an animal. Tom is a cat. Every rock is a mineral. Is Tom an animal or mineral?")
			v.click("#ask")
			v.until(answers("Tom"))
			v.see("#answer")
		},
	}},
	{"ask in own words, as they come", 0, []func(*visitor){
		func(v *visitor) {
			v.writes(ownWords)
			v.click("#repair-all")
			v.click("#ask")
			v.until(answers("Tom"))
			v.see("#answer")
		},
	}},
	{"copy a link", 0, []func(*visitor){
		func(v *visitor) {
			v.click("#copy")
			v.until(`document.querySelector("#copy").textContent === "Copied"`)
		},
	}},
	{"get a picture to share", 0, []func(*visitor){
		func(v *visitor) { v.click("#card"); v.see("#card-picture") },
	}},
}

// answers is true once the page has the answer to a question with a text in it, and the play has arrived at it.
func answers(text string) string {
	return `document.querySelector('.answer[aria-busy="false"] .said-box:not(.ahead) #answer') &&
		document.querySelector("#story li") && document.querySelector("#told").textContent.includes(` + quote(text) + `)`
}

func node(word string) string { return fmt.Sprintf(`#graph [data-word=%q]`, word) }

// visitor plays, and counts. The first thing that fails ends its way.
type visitor struct {
	tb    *tab
	touch bool
	use
	err error
}

// errCannot says that a way is not open on this page.
var errCannot = errors.New("no such thing on the page")

func (v *visitor) js(expression string) (ok bool) {
	return js[bool](v.tb, "Boolean("+expression+")")
}

// until waits for a condition; a page that goes on by itself does so within seconds.
func (v *visitor) until(condition string) {
	for began := time.Now(); v.err == nil && !v.js(condition); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 12*time.Second {
			v.err = fmt.Errorf("never: %s", condition)
		}
	}
}

// find scrolls until the middle of an element can be pressed, and returns it.
func (v *visitor) find(selector string) (x, y float64) {
	const patience = 60 // scrolls, or tenths of a second until it is there
	for range patience {
		at := js[[]float64](v.tb, fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			if (!e || e.ariaDisabled === "true") return [];
			const {left, right, top, bottom} = e.getBoundingClientRect();
			const [x, y] = [(left + right) / 2, Math.min((top + bottom) / 2, top + 40)];
			const hit = document.elementFromPoint(x, y);
			return [x, y, innerHeight, e.contains(hit) || e.closest("g")?.contains(hit) ? 1 : 0];
		})()`, selector))
		switch {
		case len(at) == 0:
			time.Sleep(100 * time.Millisecond)
			continue
		case at[3] == 1:
			return at[0], at[1]
		}
		by := math.Copysign(0.8*at[2], at[1]-at[2]/2)
		before := js[float64](v.tb, `scrollY`)
		v.tb.do(chromedp.Evaluate(fmt.Sprintf(`scrollBy(0, %f)`, by), nil))
		if js[float64](v.tb, `scrollY`) == before {
			break
		}
		v.Scrolls++
	}
	v.err = fmt.Errorf("%w: %s", errCannot, selector)
	return 0, 0
}

// see scrolls to an element.
func (v *visitor) see(selector string) {
	if v.err == nil {
		v.find(selector)
	}
}

func (v *visitor) click(selector string) {
	if v.err != nil {
		return
	}
	if x, y := v.find(selector); v.err == nil {
		v.Clicks++
		v.tb.press(v.touch, [2]float64{x, y})
	}
}

// link drags from one word of the drawing to another, and sees whether the fact is there.
func (v *visitor) link(from, to string) {
	if v.err != nil {
		return
	}
	x1, y1 := v.find(node(from))
	x2, y2 := v.find(node(to))
	if v.err != nil {
		return
	}
	v.Clicks++
	v.tb.press(v.touch, [2]float64{x1, y1}, [2]float64{x2, y2})
	if time.Sleep(300 * time.Millisecond); !v.js(fmt.Sprintf(
		`document.querySelector("#question").value.includes("Every %s is a %s.")`, from, to)) {
		v.err = fmt.Errorf("%w: a drag that links", errCannot)
	}
}

// writes replaces the question.
func (v *visitor) writes(text string) {
	v.click("#question")
	if v.err == nil {
		v.tb.typeQuestion(text)
	}
}

// play plays one way of a task on a page that has just been opened, and rests on its first answer unless that is the
// task.
func (task *useTask) play(tb *tab, url string, way func(*visitor), touch bool) (use, error) {
	tb.do(chromedp.Navigate("about:blank"))
	began := time.Now()
	tb.do(chromedp.Navigate(url))
	v := &visitor{tb: tb, touch: touch}
	if task.Name != seeAnswer {
		v.until(answers("Rex") + ` && document.querySelector("#break-thought") && document.querySelector("#facts")`)
		began = time.Now()
	}
	way(v)
	v.Seconds, v.Done = math.Round(100*time.Since(began).Seconds())/100, v.err == nil
	return v.use, v.err
}

// TestFirstUse plays the tasks, and holds the page to the clicks that are allowed. With COCONUT_USE, a name such as
// "now", it writes what they took into docs/use.json, under that name, and the table of docs/page.md.
func TestFirstUse(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.do(browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-write"}, browser.PermissionSettingGranted))
	took := map[string]map[string]use{}
	for _, size := range []struct {
		name          string
		width, height int64
		phone         bool
	}{{"desktop", 1280, 900, false}, {"phone", 390, 844, true}} {
		tb.do(emulation.SetDeviceMetricsOverride(size.width, size.height, 1, size.phone),
			emulation.SetTouchEmulationEnabled(size.phone))
		took[size.name] = map[string]use{}
		for _, task := range useTasks {
			var got use
			var err error
			for i, way := range task.Ways {
				if got, err = task.play(tb, fmt.Sprint(s.URL, "?", size.name, i), way, size.phone); err == nil {
					break
				}
			}
			took[size.name][task.Name] = got
			t.Logf("%s, %s: %+v %v", size.name, task.Name, got, err)
			if name := os.Getenv("COCONUT_USE"); name == "" && (err != nil || task.Most > 0 && got.Clicks > task.Most) {
				t.Errorf("%s, %s: %d clicks, at most %d are allowed: %v", size.name, task.Name, got.Clicks, task.Most, err)
			}
		}
	}
	if name := os.Getenv("COCONUT_USE"); name != "" {
		if err := keepUse(name, took); err != nil {
			t.Fatal(err)
		}
	}
}

// keepUse writes the figures into docs/use.json and the table of docs/page.md.
func keepUse(name string, took map[string]map[string]use) error {
	docs := filepath.Join(repository, "docs")
	all := map[string]map[string]map[string]use{}
	data, err := os.ReadFile(filepath.Join(docs, "use.json"))
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	all[name] = took
	if data, err = json.MarshalIndent(all, "", "  "); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(docs, "use.json"), append(data, '\n'), 0o644); err != nil {
		return err
	}
	page, err := os.ReadFile(filepath.Join(docs, "page.md"))
	if err != nil {
		return err
	}
	table := regexp.MustCompile(`(?s)<!-- make use -->\n.*?<!-- end -->`)
	if !table.Match(page) {
		return errors.New("docs/page.md has no place for the table")
	}
	page = table.ReplaceAllLiteral(page, []byte("<!-- make use -->\n"+useTable(all)+"<!-- end -->"))
	return os.WriteFile(filepath.Join(docs, "page.md"), page, 0o644)
}

// useTable is what the tasks took, before and now, as Markdown.
func useTable(all map[string]map[string]map[string]use) string {
	var b strings.Builder
	b.WriteString("| task | desktop before | desktop now | phone before | phone now |\n| --- | --- | --- | --- | --- |\n")
	for _, task := range useTasks {
		fmt.Fprintf(&b, "| %s |", task.Name)
		for _, size := range []string{"desktop", "phone"} {
			for _, name := range []string{"before", "now"} {
				u, there := all[name][size][task.Name]
				switch {
				case !there:
					b.WriteString(" |")
				case !u.Done:
					b.WriteString(" not possible |")
				default:
					fmt.Fprintf(&b, " %d, %d, %.1f s |", u.Clicks, u.Scrolls, u.Seconds)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
