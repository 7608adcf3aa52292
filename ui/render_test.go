package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

func TestRenderForm(t *testing.T) {
	s, _ := newState(t)
	html := render(t, &Form{State: s})
	wantHTML(t, html,
		`<label for="question">`, `<textarea id="question"`, `aria-invalid="false"`,
		`<label for="thoughts">`, `>6</output>`, `6 thoughts before it speaks.`,
		`>Ask</button>`, `id="stop" type="button" class="quiet" aria-disabled="true"`)
	wantHTML(t, render(t, &Answer{State: s}), `href="#kind=prosqa&amp;seed=7"`, `Question no. 7`)

	s.Edit("Mine.")
	s.SetThoughts(1)
	s.Ask()
	html = render(t, &Form{State: s})
	wantHTML(t, html, `1 thought before`, `>Waiting…</button>`,
		`id="stop" type="button" class="quiet" aria-disabled="false"`)
	wantHTML(t, html, "Sentence 1", "a fact reads")
	html = render(t, &Answer{State: s})
	wantNoHTML(t, html, `seed=`)
	wantHTML(t, html, `href="#q=Mine.&amp;thoughts=1"`, "Link to your question")
}

func TestRenderFormInvalid(t *testing.T) {
	s, _ := runningState(t)
	s.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "No."})
	wantHTML(t, render(t, &Form{State: s}), `aria-invalid="true"`, `role="alert"`)
}

func TestRenderLoading(t *testing.T) {
	s, _ := newState(t)
	wantNoHTML(t, render(t, &Loading{State: s}), "<progress", "Retry")
	s.Load()
	html := render(t, &Loading{State: s})
	wantHTML(t, html, "Loading the model…", "<progress")
	wantNoHTML(t, html, `max="`)
	s.OnProgress(engine.Progress{Done: 250_000, Total: 1_400_000})
	wantHTML(t, render(t, &Loading{State: s}), `max="1400000" value="250000"`, "250 kB of 1.4 MB")
	s.OnProgress(engine.Progress{Done: 250_000, Total: 1_000_000, Layer: 1, Layers: 12, Seconds: 2,
		Trouble: "The server <failed>. Trying again."})
	wantHTML(t, render(t, &Loading{State: s}), "250 kB of 1.0 MB, layer 1 of 12, about 6 s left",
		"The server &lt;failed&gt;. Trying again.")
	s.OnProgress(engine.Progress{Done: 10, Total: 40, Layer: 2, Layers: 3, Read: 2})
	wantHTML(t, render(t, &Loading{State: s}), "layer 2 of 3, the question has gone through 2")
	s.OnFailed(engine.Failure{Kind: engine.FailedLoad, Message: "Chunk 3 <is> gone."})
	html = render(t, &Loading{State: s})
	wantHTML(t, html, `class="status unseen"`, "Chunk 3 &lt;is&gt; gone.", ">Retry</button>")
	wantNoHTML(t, html, "<progress")
}

// TestRenderRestart: what the page shows of an engine that has ended, started again by itself and by the visitor.
func TestRenderRestart(t *testing.T) {
	gone := engine.Failure{Kind: engine.FailedEngine, Message: "gone"}
	s, _ := runningState(t)
	s.OnFailed(gone)
	s.OnReady(uitest.Info)
	s.OnResult(uitest.Result())
	wantHTML(t, render(t, &Loading{State: s}), `id="restarted"`, "was started again")
	s.Ask()
	wantNoHTML(t, render(t, &Loading{State: s}), `id="restarted"`)
	for s.Model != page.ModelFailed {
		s.OnFailed(gone)
	}
	wantHTML(t, render(t, &Loading{State: s}), "The program that runs the model has ended.",
		"It was started again 2 times, and ended each time: gone.", `id="retry"`)
	s.Retry()
	s.OnFailed(engine.Failure{Kind: engine.FailedMemory, Message: "Close other tabs."})
	wantHTML(t, render(t, &Loading{State: s}), "There is not enough memory.", "Close other tabs.", `id="retry"`)
}

func TestRenderChain(t *testing.T) {
	s, _ := runningState(t)
	r := uitest.Result()
	r.Question = "Tom is a lempus. Every hat is a tie. Is Tom a lempus or tie?"
	r.Chain = []tasks.Link{{From: "Tom", To: "lempus", Fact: true, Follows: true},
		{From: "lempus", To: "hat", Follows: true}, {From: "hat", To: "tie", Fact: true, Follows: true}}
	s.OnResult(r)
	wantHTML(t, render(t, &Details{State: s}), `class="link"><span lang="en">Tom is a lempus</span>`,
		`class="link invented"><span lang="en">Every lempus is a hat</span> <strong>– no such fact`,
		`class="link astray"><span lang="en">Every hat is a tie</span> <strong>– a fact, but it does not support the answer`)
}

func TestRenderAliases(t *testing.T) {
	s, _ := runningState(t)
	r := uitest.Result()
	r.Aliases = map[string]string{"poodle": "wumpus", "Ada": "Eva"}
	s.OnResult(r)
	wantHTML(t, render(t, &Details{State: s}), `<span lang="en">Ada</span> <code>Eva</code>`,
		`<span lang="en">poodle</span> <code>wumpus</code>`)
}

func TestRenderAnswer(t *testing.T) {
	s, _ := runningState(t)
	html := render(t, &Answer{State: s})
	wantHTML(t, html, `aria-busy="true"`, ">Thinking…</button>")
	wantNoHTML(t, html, `id="answer"`, `id="story"`)
	wantNoHTML(t, render(t, &Details{State: s}), "<section")

	s.OnResult(uitest.Result())
	html = render(t, &Answer{State: s})
	wantHTML(t, html,
		`aria-busy="false"`, `<span id="answer" lang="en">Tom is a lempus.</span>`, `class="verdict right">Right.`)
	wantHTML(t, render(t, &Details{State: s}), `It can be reached.`,
		`<li>Tom</li><li>lempus</li>`, `<code>&lt;eos&gt;</code>`,
		`9 tokens in 12 ms`, `1 thought</dt><dd>0.4 ms`, `5 tokens in 1.2 s`)
	wantNoHTML(t, html, "The right answer")
}

func TestRenderWrongAnswer(t *testing.T) {
	for verdict, want := range map[string]string{
		"wrong":       `class="verdict wrong">Wrong.`,
		"malformed":   `class="verdict open">Not an answer.`,
		"undecidable": `class="verdict open">Undecidable.`,
	} {
		s, _ := runningState(t)
		r := uitest.Result()
		r.Verdict, r.Answer = verdict, ""
		s.OnResult(r)
		wantHTML(t, render(t, &Answer{State: s}), want, `(no words)`, `The right answer: <strong lang="en">Tom is a lempus.`)
	}
}

func TestRenderTrace(t *testing.T) {
	s, _ := runningState(t)
	s.Toggle("trace")
	wantNoHTML(t, render(t, &Trace{State: s}), "<table")

	r := uitest.Result()
	s.OnStep(r.Steps[0])
	wantHTML(t, render(t, &Trace{State: s}), "No thought", ">rorpus<", ">50 %<", `width="50.0%"`)

	s.OnResult(r)
	html := render(t, &Trace{State: s})
	wantHTML(t, html, "Thought 1", "1.2 ms", `class="cell on-path"`, ">lempus<", ">88 %<", `width="87.5%"`, "&lt;1 %",
		">Likeliest</th>", ">2nd</th>")
	wantNoHTML(t, html, ">3rd</th>", ">hidden<")
}

// TestRenderThoughts checks that thought k is the state before latent step k, and that the words of the true search are
// marked.
func TestRenderThoughts(t *testing.T) {
	s, _ := runningState(t)
	s.Toggle("thoughts")
	wantNoHTML(t, render(t, &Thoughts{State: s}), "<table")
	r := uitest.Result()
	r.Question = "Tom is a lempus. Every lempus is a rorpus. Sally is a yimpus. Is Tom a rorpus or yimpus?"
	r.Steps = []reasoner.Step{
		{Kind: "bot", Direct: []reasoner.Candidate{{Token: "lempus", Prob: 0.9}, {Token: "rorpus", Prob: 0.1}}},
		{Kind: "thought", Direct: []reasoner.Candidate{{Token: "yimpus", Prob: 0.6}, {Token: "rorpus", Prob: 0.4}}},
		{Kind: "thought", Index: 1, Direct: []reasoner.Candidate{{Token: "unfed", Prob: 1}}},
	}
	s.OnResult(r)
	html := render(t, &Thoughts{State: s})
	wantHTML(t, html, "Thought 1", "1 fact away", "Thought 2", "2 facts away",
		`<td role="cell" class="cell frontier"><span class="token" lang="en">lempus</span>`,
		`<td role="cell" class="cell"><span class="token" lang="en">yimpus</span>`,
		`<td role="cell" class="cell frontier"><span class="token" lang="en">rorpus</span>`,
		"In 1 of 2 thoughts")
	wantNoHTML(t, html, "unfed", "Thought 3")
}

func TestRenderFacts(t *testing.T) {
	s, _ := newState(t)
	wantNoHTML(t, render(t, &Facts{State: s}), "<dl")
	s.Load()
	info := uitest.Info
	info.Task = ""
	s.OnReady(info)
	html := render(t, &Facts{State: s})
	wantHTML(t, html, ">1,234,567<", ">1.4 MB<", ">4 thoughts<", ">coconut<")
	wantNoHTML(t, html, ">Task<")
}

// TestRenderResults: each task has its own table of what was measured, with a dash for what was not.
func TestRenderResults(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	info := uitest.Info
	info.Models = []engine.ModelInfo{
		{Name: "prosqa-cot", Method: "cot", Task: "prosqa", Results: map[string]float64{"prosqa_valid.json": 0.5666}},
		{Name: "prosqa-coconut", Method: "coconut", Task: "prosqa",
			Results: map[string]float64{"prosqa_valid.json": 1, "without thoughts": 0.06}},
		{Name: "prontoqa-coconut", Method: "coconut", Task: "prontoqa",
			Results: map[string]float64{"prontoqa_valid.json": 0.995}},
		{Name: "prontoqa-cot", Method: "cot", Task: "prontoqa"},
	}
	s.OnReady(info)
	html := render(t, &Facts{State: s})
	before, after, ok := strings.Cut(html, `id="results-prontoqa"`)
	if !ok {
		t.Fatalf("there is no table for ProntoQA:\n%s", html)
	}
	wantHTML(t, before, `id="results"`, ">100.0 %<", ">6.0 %<", ">56.7 %<", ">–<", "Thoughts removed")
	if strings.Index(before, ">Coconut<") > strings.Index(before, ">Chain of thought<") {
		t.Error("the methods are not in the order of the paper's table")
	}
	wantHTML(t, after, ">99.5 %<", "Fresh questions")
	wantNoHTML(t, after, "Chain of thought", "Thoughts removed")
}

// TestHonest: wherever the page has accuracies or a race, it says how the models were helped, and what therefore is not
// shown.
func TestHonest(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	info := uitest.RaceInfo
	info.Models = slices.Clone(info.Models)
	s.OnReady(info)
	helped := []string{"look-up circuit", "set by hand", "700", "300", "only Coconut’s thoughts", "does not prove"}
	even := regexp.MustCompile(`differ only|from nothing|from scratch|same size and schooling`)
	html := strings.ReplaceAll(render(t, &RaceTable{State: s}), "Only Coconut", "only Coconut")
	wantHTML(t, html, helped...)
	wantHTML(t, html, "It is not an even race.")
	wantNoHTML(t, render(t, &Facts{State: s}), `id="caveat"`) // there is no accuracy to read it into
	info.Models[1].Results = map[string]float64{"prosqa_valid.json": 1}
	s.OnReady(info)
	html = render(t, &Facts{State: s})
	_, caveat, _ := strings.Cut(html, `id="results"`)
	wantHTML(t, caveat, helped...)
	wantHTML(t, caveat, "The recipe is not the paper’s", "100 % on ProsQA does not prove")
	s.Ask()
	s.Toggle("thoughts")
	s.OnResult(&reasoner.Result{Question: s.Question, Steps: []reasoner.Step{
		{Kind: "bot", Direct: []reasoner.Candidate{{Token: "lempus", Prob: 1}}}, {Kind: "thought",
			Direct: []reasoner.Candidate{{Token: "lempus", Prob: 1}}},
	}})
	wantHTML(t, render(t, &Thoughts{State: s}), "It was trained to")
	s.StartRace()
	s.OnStanding(engine.Standing{Model: "prosqa-coconut"})
	if html := render(t, &Root{State: s}); even.MatchString(html) {
		t.Errorf("the page says %q", even.FindString(html))
	}
}

// TestTaskOfThePage: what the page says of the question's form and of the model is about the task of the question in
// the box.
func TestTaskOfThePage(t *testing.T) {
	s, _ := newState(t)
	s.Load()
	info := uitest.RaceInfo
	info.Parameters, info.Bytes, info.Fetched, info.Models = 598_016, 600_000, 600_000, slices.Clone(info.Models)
	info.Models[0].Thoughts = 5
	s.OnReady(info)
	for _, tt := range []struct {
		kind             engine.Kind
		hint, about, not []string
	}{
		{uitest.KindProsQA, []string{"Is Tom a rorpus or yimpus?"},
			[]string{"<dd>prosqa-coconut</dd>", "<dd>prosqa</dd>", "598,016", "6 thoughts",
				"every byte verified"}, []string{"True or false"}},
		{uitest.KindProntoQA, []string{"True or false: Tom is happy."},
			[]string{"<dd>pronto</dd>", "<dd>prontoqa</dd>", "<dd>5 thoughts</dd>", "9 bytes"}, []string{"prosqa",
				"598,016", "yimpus?", "every byte"}},
	} {
		s.Choose(tt.kind)
		s.Ask()
		s.OnResult(&reasoner.Result{Question: s.Question})
		_, hint, _ := strings.Cut(render(t, &Form{State: s}), `id="question-hint"`)
		hint, _, _ = strings.Cut(hint, "</p>")
		_, about, _ := strings.Cut(render(t, &Facts{State: s}), `id="facts"`)
		about, _, _ = strings.Cut(about, "</dl>")
		wantHTML(t, hint, tt.hint...)
		wantHTML(t, about, tt.about...)
		wantNoHTML(t, hint+about, tt.not...)
	}
	s.Edit(strings.Replace(s.Question, " is ", " was ", 1)) // and it still is while a word is being changed
	wantHTML(t, render(t, &Form{State: s}), "True or false: Tom is happy.")
	s.Thoughts = 5
	s.Choose(uitest.KindProntoQA)
	wantHTML(t, render(t, &Form{State: s}), "As many as it was trained with.")
}

// TestWithoutThoughts: an answer without thoughts has no player, and nothing on the page speaks of one.
func TestWithoutThoughts(t *testing.T) {
	const question = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"
	for _, thoughts := range []int{0, 2} {
		s, _ := newState(t)
		s.Load()
		s.OnReady(uitest.Info)
		s.Edit(question)
		s.Ask()
		r := uitest.GraphResult(question)
		s.OnStep(r.Steps[0])
		s.Opened["inside"] = true
		drawn := func() string { return render(t, &Graph{State: s}) + render(t, &Inside{Graph{State: s}}) }
		html := drawn()
		wantHTML(t, html, "No thought has been fed back yet.")
		wantNoHTML(t, html, `id="k"`, "Move the slider", "took no thought")
		r.Thoughts, r.Steps = thoughts, append(r.Steps[:1+thoughts:1+thoughts], r.Steps[3])
		s.OnResult(r)
		html = drawn()
		if thoughts == 0 {
			wantHTML(t, html, "The model took no thought", "Without a thought")
			wantNoHTML(t, html, `id="k"`, "Move the slider", "Now it thinks", "inside the thoughts")
			continue
		}
		wantHTML(t, html, `id="k"`, "Move the slider on", "Now it thinks", "inside the thoughts")
	}
}

// TestRenderStorage checks what the page says of where the weights came from and where they stay.
func TestRenderStorage(t *testing.T) {
	for _, c := range []struct {
		info     engine.Info
		want     []string
		noButton bool
	}{
		{engine.Info{Fetched: 1_400_000}, []string{"1.4 MB fetched, every byte verified", "Kept on this device"},
			false},
		{engine.Info{Fetched: 1_400_000, Unpromised: true},
			[]string{"Kept in this browser, which does not say for how long"}, false},
		{engine.Info{Stored: 1_400_000}, []string{"1.4 MB from this device, every byte verified"}, false},
		{engine.Info{Fetched: 400_000, Stored: 1_000_000}, []string{"400 kB fetched, 1.0 MB from this device"}, false},
		{engine.Info{Fetched: 1_400_000, Unkept: "no room"}, []string{"Not kept for the next visit: no room"}, true},
	} {
		s, e := newState(t)
		s.Load()
		s.OnReady(c.info)
		html := render(t, &Facts{State: s})
		wantHTML(t, html, c.want...)
		if c.noButton {
			wantNoHTML(t, html, `id="forget"`)
			continue
		}
		wantHTML(t, html, `id="forget" type="button" aria-disabled="false"`)
		s.Forget()
		s.OnForgotten("")
		s.Forget()
		if e.Forgets != 1 {
			t.Errorf("%d deletions, want one", e.Forgets)
		}
		html = render(t, &Facts{State: s})
		wantHTML(t, html, "were deleted",
			`id="forget" type="button" aria-disabled="true"`) // and not gone, with the focus on it
	}
}

// The Content-Security-Policy blocks style attributes and inline handlers; ids must not clash between components.
func TestRenderRoot(t *testing.T) {
	s, _ := runningState(t)
	s.Toggle("trace")
	s.Toggle("thoughts")
	s.OnResult(uitest.Result())
	html := render(t, &Root{State: s})
	if !strings.HasPrefix(html, `<div id="app"`) {
		t.Errorf("Root does not begin with its mount point: %.80s", html)
	}
	wantNoHTML(t, html, " style=", " onclick=", "<script", "<style")
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if seen[m[1]] {
			t.Errorf("id %q is given twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, id := range []string{"question", "alert", "status", "result", "trace", "facts"} {
		if !seen[id] {
			t.Errorf("no element has the id %q", id)
		}
	}
}
