package e2e_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/ui/page"
	"github.com/coconut-page/coconut/weights"
)

// quote returns a text as JavaScript.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be encoded
	}
	return string(b)
}

// choose sets a select element like a visitor.
func (tb *tab) choose(selector, value string) {
	tb.t.Helper()
	tb.do(chromedp.Evaluate(fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.value = %q;
		e.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, selector, value), nil))
}

// status waits until the status line begins with a text.
func (tb *tab) status(beginning string) {
	tb.t.Helper()
	tb.wait(fmt.Sprintf(`document.querySelector("#status").textContent.startsWith(%q)`, beginning))
}

// shipped skips a test that needs the trained models if the site was built with a random one.
func shipped(t *testing.T) {
	t.Helper()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "models", "prosqa-cot")); err != nil {
		t.Skip("this site has no other models")
	}
}

// TestExamples asks a question of each kind both in the page and natively.
func TestExamples(t *testing.T) { atBothSizes(t, examplesWay) }

func examplesWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "?seed=5")
	for _, kind := range []engine.Kind{kindHard, kindShort, kindWords} {
		tb.do(chromedp.Click(fmt.Sprintf(`[data-kind=%q]`, kind)))
		if got, want := tb.question(), engine.NewQuestion(kind, 5); got != want {
			t.Fatalf("%s: the box holds %q; want %q", kind, got, want)
		}
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		tb.compare(defaultThoughts(t))
	}
	tb.do(chromedp.Click("#surprise"))
	if _, _, problems := registry.Read(tb.question()); len(problems) > 0 {
		t.Errorf("a surprise that cannot be read: %q: %v", tb.question(), problems)
	}
}

// TestProntoQA asks a question of another task, whose model is fetched for it, and compares the answer with the same
// model run natively.
func TestProntoQA(t *testing.T) { atBothSizes(t, prontoQAWay) }

func prontoQAWay(t *testing.T, tb *tab, s *server) {
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "models", "models.json"))
	if err != nil {
		t.Fatal(err)
	}
	var models []engine.ModelInfo
	if err := json.Unmarshal(data, &models); err != nil {
		t.Fatal(err)
	}
	name := ""
	for _, m := range models {
		if m.Task == "prontoqa" && m.Method == "coconut" {
			name = m.Name
		}
	}
	tb.still()
	tb.open(s.URL + "?seed=9")
	if name == "" {
		if js[bool](tb, `Boolean(document.querySelector("[data-kind=prontoqa]"))`) {
			t.Error("the page offers ProntoQA, and has no model for it")
		}
		return
	}
	r, err := reasoner.Load(t.Context(), weights.Dir(filepath.Join(dir, "models", name)), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Ask(t.Context(), engine.NewQuestion(kindProntoQA, 9), reasoner.Options{Thoughts: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tb.do(chromedp.Click("[data-kind=prontoqa]"), chromedp.Click("#ask"))
	tb.answered()
	if got := tb.text("#answer"); got != want.Answer || tb.text("#why") != want.Why {
		t.Errorf("in the page %q, %q; natively %q, %q", got, tb.text("#why"), want.Answer, want.Why)
	}
	tb.do(chromedp.Click("#open-inside"))
	tb.wait(`document.querySelector("#answers")`)
	if rows := js[int](tb, `document.querySelectorAll("#answers tbody tr").length`); rows != want.Thoughts+1 {
		t.Errorf("the drawing has %d numbers of thoughts; want %d", rows, want.Thoughts+1)
	}
	tb.do(chromedp.Click("#open-thoughts"))
	tb.wait(`document.querySelectorAll("#thoughts-table .frontier").length > 0`)
	tb.shoot("prontoqa")
	tb.choose("#whatif-kind", "edge")
	tb.do(chromedp.Click("#whatif"))
	tb.status("Before: ")
	if expected := js[[]string](tb,
		`[...document.querySelectorAll("#whatif-result .said")].map((e) => e.textContent)`); len(expected) != 2 ||
		expected[0] != want.Answer {
		t.Errorf("before and after the edit it says %q", expected)
	}
	tb.do(chromedp.Click("#edit"), chromedp.Focus("#graph .node[tabindex='0']"),
		chromedp.SendKeys("#graph .node[tabindex='0']", kb.ArrowDown+kb.Enter))
	tb.wait(`document.querySelector("#graph .node.selected")`)
	tb.do(chromedp.SendKeys("#new-word", "sunny"), chromedp.Click("#add-word"))
	tb.wait(`document.querySelector("#question").value.includes(" is sunny. ")`)
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	if problem := js[bool](tb, `Boolean(document.querySelector("#problems"))`); problem {
		t.Errorf("the editor left a text that cannot be read: %q", tb.question())
	}
}

// TestProblems: sentences that cannot be read are underlined in place and listed while they are written, and each is
// one click away.
func TestProblems(t *testing.T) { atBothSizes(t, problemsWay) }

func problemsWay(t *testing.T, tb *tab, s *server) {
	tb.open(s.URL + "?seed=5")
	tb.typeQuestion("Tom likes tea. Every cat is a pet. Cats purr. Is Tom a cat or pet?")
	tb.wait(`document.querySelectorAll("#problems li").length === 2`)
	marks := `[...document.querySelectorAll("#marks mark")].map((e) => e.textContent)`
	if got := js[[]string](tb, marks); !slices.Equal(got, []string{"Tom likes tea.", "Cats purr."}) ||
		tb.text("#marks") != tb.question() {
		t.Errorf("marked %q in %q", got, tb.text("#marks"))
	}
	tb.do(chromedp.Click("#problems li:nth-child(2) button"))
	selected := `(({value, selectionStart, selectionEnd}) => value.slice(selectionStart, selectionEnd))(document.querySelector("#question"))`
	if got := js[string](tb, selected); got != "Cats purr." {
		t.Errorf("selected %q", got)
	}
	long := strings.Repeat("Every cat is a pet, they say. Every pet is a friend. ", 60)
	tb.do(chromedp.Evaluate(`document.querySelector("#question").select()`, nil), input.InsertText(long))
	tb.wait(`document.querySelectorAll("#marks mark").length === 20`) // the maximum number of problems
	tb.do(chromedp.Evaluate(`document.querySelector("#question").scrollTop = 1e6`, nil))
	// A scroll event comes with the next frame.
	same := promised[bool](tb, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
		const [box, copy] = ["#question", "#marks"].map((id) => document.querySelector(id));
		done(box.scrollTop > 100 && ["scrollTop", "scrollHeight", "clientWidth"].every((key) => box[key] === copy[key]));
	})))`)
	if !same {
		t.Error("the marks do not lie where the text of the box does")
	}
	tb.typeQuestion("Tom is a cat. Every cat is a pet. Eva is a dog. Is Tom a dog or pet?")
	tb.wait(`!document.querySelector("#problems, #marks mark") && document.querySelectorAll("#graph .node").length === 5`)
}

// TestRace compares every racer's row with the same model run natively, and checks that baselines are fetched on
// demand.
func TestRace(t *testing.T) {
	shipped(t)
	atBothSizes(t, raceWay)
}

func raceWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "?seed=21")
	cot := "/models/prosqa-cot/manifest.json"
	if strings.Contains(tb.text("#race-table"), "Right") {
		t.Error("the race ran by itself")
	}
	question := tb.question()
	tb.do(chromedp.Click("#race"))
	tb.status("The race is over")
	compareRace(t, js[[]raceRow](tb, readRace), question)
	s.requests(cot)
	tb.do(chromedp.Click("#race"))
	tb.status("The race is on")
	tb.status("The race is over")
	if n := s.requests(cot); n != 0 {
		t.Errorf("the second race fetched a model again, %d times", n)
	}
}

// raceRow is what the page shows for one racer.
type raceRow struct {
	Name, Said, Tokens, Verdict string
	Links                       []string // classes of the steps of a written chain
}

// readRace is the expression that reads the rows from the page.
const readRace = `[...document.querySelectorAll("#race-table tbody tr")].map((row) => ({
	name: row.querySelector("th > span").textContent,
	said: row.querySelector(".said")?.textContent ?? "",
	tokens: row.querySelector(".number span:last-child").textContent,
	verdict: row.querySelector("[class*=verdict]")?.textContent ?? "",
	links: [...row.querySelectorAll(".link")].map((e) => e.className),
}))`

// compareRace compares every racer's row with the same model run natively; the last one is the heuristic's.
func compareRace(t *testing.T, rows []raceRow, question string) {
	t.Helper()
	if len(rows) != 7 {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	for i, method := range []string{"coconut", "cot", "no-cot", "icot", "pause", "pause-as-thought"} {
		r, err := reasoner.Load(t.Context(), weights.Dir(filepath.Join(repository, "weights", "models", "prosqa-"+method)),
			nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := r.Ask(t.Context(), question, reasoner.Options{Thoughts: -1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want.Answer != "" && rows[i].Said != want.Answer || rows[i].Tokens != fmt.Sprint(len(want.Tokens)+want.Thoughts) {
			t.Errorf("%s: in the page %q; natively %q in %d tokens", method, rows[i], want.Answer,
				len(want.Tokens)+want.Thoughts)
		}
		invented := 0
		for _, l := range want.Chain {
			if !l.Fact {
				invented++
			}
		}
		if links := rows[i].Links; len(links) != len(want.Chain) ||
			strings.Count(strings.Join(links, " "), "invented") != invented {
			t.Errorf("%s: chain %q; natively %+v", method, links, want.Chain)
		}
	}
	for _, row := range rows {
		if row.Verdict == "" {
			t.Errorf("%s has no verdict", row.Name)
		}
	}
}

// TestRaceLosesOne: a missing model affects only its own row.
func TestRaceLosesOne(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.still()
	s.lose("/models/prosqa-icot/manifest.json")
	tb.open(s.URL + "?seed=21")
	tb.do(chromedp.Click("#race"))
	tb.status("The race is over")
	tb.takeProblems() // the 404
	if row := tb.text("#race-table tbody tr:nth-child(4)"); !strings.Contains(row, "could not run") {
		t.Errorf("the lost model's row says %q", row)
	}
	if row := tb.text("#race-table tbody tr:nth-child(5)"); !strings.Contains(row, "is a") {
		t.Errorf("the next model's row says %q", row)
	}
}

// TestRaceStops: a race that waits for a model can be stopped, and run again.
func TestRaceStops(t *testing.T) {
	shipped(t)
	tb, s := openSite(t)
	tb.still()
	held := s.hold("/models/prosqa-cot/manifest.json")
	tb.open(s.URL + "?seed=21")
	tb.do(chromedp.Click("#race"))
	held.await(t)
	tb.do(chromedp.Click("#race-stop"))
	tb.status("Stopped")
	close(held.release)
	tb.do(chromedp.Click("#race"))
	tb.status("The race is over")
}

// TestWhatIf tampers with thoughts in every way, and compares each outcome with the native one.
func TestWhatIf(t *testing.T) { atBothSizes(t, whatIfWay) }

func whatIfWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	seed := uint64(12)
	for len(flips(t, engine.NewQuestion(kindProsQA, seed))) == 0 {
		seed++
	}
	tb.open(fmt.Sprint(s.URL, "?seed=", seed))
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	question, thoughts := tb.question(), defaultThoughts(t)
	r, err := native()
	if err != nil {
		t.Fatal(err)
	}
	try := func(kind page.WhatIfKind, question string, o reasoner.Options) {
		t.Helper()
		o.Thoughts = thoughts
		want, err := r.Ask(t.Context(), question, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		tb.do(chromedp.Click("#whatif"))
		tb.status("Before: ")
		if got := js[[]string](tb,
			`[...document.querySelectorAll("#whatif-result .said")].map((e) => e.textContent)`); len(got) != 2 ||
			want.Answer != "" && got[1] != want.Answer {
			t.Errorf("%s: before and after are %q; natively after is %q", kind, got, want.Answer)
		}
		tb.do(chromedp.Evaluate(`document.querySelector("#status").textContent = ""`, nil))
	}
	try(page.WhatIfAtOnce, question, reasoner.Options{WithoutThoughts: true})
	tb.choose("#whatif-kind", "remove")
	tb.choose("#whatif-thought", "2")
	try(page.WhatIfRemove, question,
		reasoner.Options{Changes: []reasoner.Change{{Kind: reasoner.ChangeRemove, Thought: 2}}})
	tb.choose("#whatif-thought", "1")
	tb.choose("#whatif-kind", "zero")
	tb.choose("#whatif-thought", "0")
	try(page.WhatIfZero, question, reasoner.Options{Changes: []reasoner.Change{{Kind: reasoner.ChangeZero}}})
	tb.choose("#whatif-kind", "noise")
	tb.choose("#whatif-thought", "2")
	tb.choose("#whatif-amount", "3")
	try(page.WhatIfNoise, question,
		reasoner.Options{Changes: []reasoner.Change{{Kind: reasoner.ChangeNoise, Thought: 2, Amount: 3, Seed: 4}}})
	tb.choose("#whatif-kind", "swap")
	tb.choose("#whatif-thought", "0")
	try(page.WhatIfSwap, question,
		reasoner.Options{Changes: []reasoner.Change{{Kind: reasoner.ChangeSwap,
			Other: engine.NewQuestion(kindProsQA, seed+5)}}})
	tb.choose("#whatif-kind", "edge")
	flip := flips(t, question)[0]
	try(page.WhatIfEdge, flip.Text(), reasoner.Options{})
	if got := tb.text("#answer"); got == "" || tb.question() != question {
		t.Error("the experiments changed the question or its answer")
	}
}

// flips returns the edits of one fact that reverse a question's answer.
func flips(t *testing.T, question string) []tasks.Editor {
	t.Helper()
	q, err := prosqa.Parse(question)
	if err != nil {
		t.Fatal(err)
	}
	var edited []tasks.Editor
	for _, f := range q.Flips() {
		edited = append(edited, tasks.Apply(q, f))
	}
	return edited
}

// TestBatch runs twenty questions, compares the count with the same run natively, and saves it; and it stops a long
// batch.
func TestBatch(t *testing.T) { atBothSizes(t, batchWay) }

func batchWay(t *testing.T, tb *tab, s *server) {
	tb.open(s.URL + "?seed=300")
	downloads := t.TempDir()
	tb.do(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads).
		WithEventsEnabled(true))
	right := 0
	var want []*reasoner.Result
	r, err := native()
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint64(20) {
		res, err := r.Ask(t.Context(), engine.NewQuestion(kindHard, 300+i),
			reasoner.Options{Thoughts: defaultThoughts(t), Trace: true, TopK: 5}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, res)
		if res.Verdict == tasks.Right {
			right++
		}
	}
	tb.choose("#batch-kind", "hard")
	tb.choose("#batch-count", "20")
	tb.do(chromedp.Click("#batch-traces"))
	tb.do(chromedp.Click("#batch"))
	tb.status("Done.")
	if got, want := tb.text("#batch-summary"), fmt.Sprintf("%d of 20 right", right); !strings.HasPrefix(got, want) {
		t.Errorf("the page says %q; natively %s", got, want)
	}
	saved := make(chan bool, 10)
	chromedp.ListenTarget(tb.ctx, func(event any) {
		if e, ok := event.(*browser.EventDownloadProgress); ok && e.State == browser.DownloadProgressStateCompleted {
			saved <- true
		}
	})
	tb.do(chromedp.Click("#batch-export"))
	tb.within("save the file", func() error { <-saved; return nil })
	var file struct {
		Right int
		Items []engine.BatchItem
	}
	data, err := os.ReadFile(filepath.Join(downloads, "coconut-batch-300.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &file); err != nil || file.Right != right || len(file.Items) != 20 {
		t.Errorf("the file has %d right of %d, %v; want %d of 20", file.Right, len(file.Items), err, right)
	}
	for i, item := range file.Items {
		var got reasoner.Result
		if err := json.Unmarshal(item.Result, &got); err != nil || !slices.EqualFunc(got.Steps, want[i].Steps, sameStep) {
			t.Errorf("question %d: its trace in the file is %s, %v; want the native one", i, item.Result, err)
		}
	}

	tb.choose("#batch-count", "1000")
	tb.do(chromedp.Click("#batch"))
	tb.wait(`document.querySelector("#batch-progress")?.value > 0`)
	tb.do(chromedp.Click("#batch-stop"))
	tb.status("Stopped.")
	if got := tb.text("#batch-summary"); !strings.Contains(got, " right: ") {
		t.Errorf("what was done of a stopped run is gone: %q", got)
	}
}

// sameStep compares the contents of a step, and not how long it took.
func sameStep(a, b reasoner.Step) bool {
	return a.Kind == b.Kind && a.Token == b.Token && slices.Equal(a.Top, b.Top) && slices.Equal(a.Direct, b.Direct)
}

// TestLink opens a link in another tab, which shows the same question, number of thoughts and thought.
func TestLink(t *testing.T) { atBothSizes(t, linkWay) }

func linkWay(t *testing.T, tb *tab, s *server) {
	tb.still()
	tb.open(s.URL + "?seed=1")
	tb.typeQuestion("Tom is a café. Every café is a house & home.")
	const question = "Tom is a café. Every café is a house. Every house is a thing. Eva is a tree. Is Tom a tree or thing?"
	tb.typeQuestion(question)
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.do(chromedp.Evaluate(`(() => { const k = document.querySelector("#k"); k.value = 2; k.dispatchEvent(new Event("input", {bubbles: true})); })()`, nil))
	tb.do(chromedp.Click(`input[value="held"]`))
	link := js[string](tb, `document.querySelector(".share").href`)
	caption := tb.text("#graph-caption")

	other := openTab(t)
	other.do(chromedp.Navigate(link))
	other.answered()
	if got := other.question(); got != question {
		t.Errorf("the link opens %q", got)
	}
	if k := other.text("#k-value"); k != "2" || other.text("#graph-caption") != caption {
		t.Errorf("the link shows thought %s, %q; want 2, %q", k, other.text("#graph-caption"), caption)
	}
	other.do(chromedp.Evaluate(`location.hash = "#kind=short&seed=4"`, nil))
	want := engine.NewQuestion(kindShort, 4)
	other.wait(fmt.Sprintf(`document.querySelector("#question").value === %q`, want))
}
