package ui

import (
	"regexp"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

func TestRenderForm(t *testing.T) {
	s, _ := newState(t)
	html := render(t, &Form{State: s})
	wantHTML(t, html,
		`<label for="question">`, `<textarea id="question"`, `aria-invalid="false"`, `href="#kind=prosqa&amp;seed=7"`, `Question no. 7`,
		`<label for="thoughts">`, `>6</output>`, `6 latent steps before it speaks.`,
		`>Ask</button>`, `id="stop" type="button" class="quiet" aria-disabled="true"`)

	s.Edit("Mine.")
	s.SetThoughts(1)
	s.Ask()
	html = render(t, &Form{State: s})
	wantHTML(t, html, `1 latent step before`, `>Waiting…</button>`, `id="stop" type="button" class="quiet" aria-disabled="false"`)
	wantNoHTML(t, html, `seed=`)
	wantHTML(t, html, `href="#q=Mine.&amp;thoughts=1"`, "Link to your question", "Sentence 1", "a fact reads")
}

func TestRenderFormInvalid(t *testing.T) {
	s, _ := runningState(t)
	s.OnFailed(Failure{Kind: FailedQuestion, Message: "No."})
	wantHTML(t, render(t, &Form{State: s}), `aria-invalid="true"`, `role="alert"`)
}

func TestRenderLoading(t *testing.T) {
	s, _ := newState(t)
	wantNoHTML(t, render(t, &Loading{State: s}), "<progress", "Retry")
	s.Load()
	html := render(t, &Loading{State: s})
	wantHTML(t, html, "Loading the model…", "<progress")
	wantNoHTML(t, html, `max="`)
	s.OnProgress(Progress{Done: 250_000, Total: 1_400_000})
	wantHTML(t, render(t, &Loading{State: s}), `max="1400000" value="250000"`, "250 kB of 1.4 MB")
	s.OnProgress(Progress{Done: 250_000, Total: 1_000_000, Layer: 1, Layers: 12, Seconds: 2, Trouble: "The server <failed>. Trying again."})
	wantHTML(t, render(t, &Loading{State: s}), "250 kB of 1.0 MB, layer 1 of 12, about 6 s left", "The server &lt;failed&gt;. Trying again.")
	s.OnFailed(Failure{Kind: FailedLoad, Message: "Chunk 3 <is> gone."})
	html = render(t, &Loading{State: s})
	wantHTML(t, html, `class="status unseen"`, "Chunk 3 &lt;is&gt; gone.", ">Retry</button>")
	wantNoHTML(t, html, "<progress")
}

func TestRenderChain(t *testing.T) {
	s, _ := runningState(t)
	r := testResult()
	r.Chain = []prosqa.Link{{From: "Tom", To: "lempus", Fact: true, Follows: true}, {From: "lempus", To: "hat", Follows: true}}
	s.OnResult(r)
	wantHTML(t, render(t, &Answer{State: s}), `class="link"><span>Tom is a lempus</span>`, `class="link invented"><span>Every lempus is a hat</span> <strong>– no such fact`)
}

func TestRenderAliases(t *testing.T) {
	s, _ := runningState(t)
	r := testResult()
	r.Aliases = map[string]string{"poodle": "wumpus", "Ada": "Eva"}
	s.OnResult(r)
	wantHTML(t, render(t, &Answer{State: s}), `<span>Ada</span> <code>Eva</code>`, `<span>poodle</span> <code>wumpus</code>`)
}

func TestRenderAnswer(t *testing.T) {
	s, _ := runningState(t)
	html := render(t, &Answer{State: s})
	wantHTML(t, html, `aria-busy="true"`)
	wantNoHTML(t, html, "<section")

	s.OnResult(testResult())
	html = render(t, &Answer{State: s})
	wantHTML(t, html,
		`aria-busy="false"`, `<span id="answer">Tom is a lempus.</span>`, `class="verdict right">Right.`, `It can be reached.`,
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
		r := testResult()
		r.Verdict, r.Answer = verdict, ""
		s.OnResult(r)
		wantHTML(t, render(t, &Answer{State: s}), want, `(no words)`, `The right answer: <strong>Tom is a lempus.`)
	}
}

func TestRenderTrace(t *testing.T) {
	s, _ := runningState(t)
	s.Toggle("trace")
	wantNoHTML(t, render(t, &Trace{State: s}), "<table")

	r := testResult()
	s.OnStep(r.Steps[0])
	wantHTML(t, render(t, &Trace{State: s}), "No thought", ">rorpus<", ">50 %<", `width="50.0%"`)

	s.OnResult(r)
	html := render(t, &Trace{State: s})
	wantHTML(t, html, "Thought 1", "1.2 ms", `class="cell on-path"`, ">lempus<", ">88 %<", `width="87.5%"`, "&lt;1 %", ">Likeliest</th>", ">2nd</th>")
	wantNoHTML(t, html, ">3rd</th>", ">hidden<")
}

// TestRenderThoughts checks that thought k is the state before latent step k, and that the words of the true search are marked.
func TestRenderThoughts(t *testing.T) {
	s, _ := runningState(t)
	s.Toggle("thoughts")
	wantNoHTML(t, render(t, &Thoughts{State: s}), "<table")
	r := testResult()
	r.Question = "Tom is a lempus. Every lempus is a rorpus. Sally is a yimpus. Is Tom a rorpus or yimpus?"
	r.Steps = []reasoner.Step{
		{Kind: "bot", Direct: []reasoner.Candidate{{Token: "lempus", Prob: 0.9}, {Token: "rorpus", Prob: 0.1}}},
		{Kind: "thought", Direct: []reasoner.Candidate{{Token: "yimpus", Prob: 0.6}, {Token: "rorpus", Prob: 0.4}}},
		{Kind: "thought", Index: 1, Direct: []reasoner.Candidate{{Token: "unfed", Prob: 1}}},
	}
	s.OnResult(r)
	html := render(t, &Thoughts{State: s})
	wantHTML(t, html, "Thought 1", "1 fact away", "Thought 2", "2 facts away", `<td role="cell" class="cell frontier"><span class="token">lempus</span>`,
		`<td role="cell" class="cell"><span class="token">yimpus</span>`, `<td role="cell" class="cell frontier"><span class="token">rorpus</span>`,
		"In 1 of 2 thoughts")
	wantNoHTML(t, html, "unfed", "Thought 3")
}

func TestRenderFacts(t *testing.T) {
	s, _ := newState(t)
	wantNoHTML(t, render(t, &Facts{State: s}), "<dl")
	s.Load()
	info := testInfo
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
	info := testInfo
	info.Models = []ModelInfo{
		{Name: "prosqa-cot", Method: "cot", Task: "prosqa", Results: map[string]float64{"prosqa_valid.json": 0.5666}},
		{Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Results: map[string]float64{"prosqa_valid.json": 1, "without thoughts": 0.06}},
		{Name: "prontoqa-coconut", Method: "coconut", Task: "prontoqa", Results: map[string]float64{"prontoqa_valid.json": 0.995}},
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

// TestRenderStorage checks what the page says of where the weights came from and where they stay.
func TestRenderStorage(t *testing.T) {
	for _, c := range []struct {
		info     Info
		want     []string
		noButton bool
	}{
		{Info{Fetched: 1_400_000}, []string{"1.4 MB fetched, every byte verified", "Kept on this device"}, false},
		{Info{Fetched: 1_400_000, Unpromised: true}, []string{"Kept in this browser, which does not say for how long"}, false},
		{Info{Stored: 1_400_000}, []string{"1.4 MB from this device, every byte verified"}, false},
		{Info{Fetched: 400_000, Stored: 1_000_000}, []string{"400 kB fetched, 1.0 MB from this device"}, false},
		{Info{Fetched: 1_400_000, Unkept: "no room"}, []string{"Not kept for the next visit: no room"}, true},
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
		if e.forgets != 1 {
			t.Errorf("%d deletions, want one", e.forgets)
		}
		html = render(t, &Facts{State: s})
		wantHTML(t, html, "were deleted", `id="forget" type="button" aria-disabled="true"`) // and not gone, with the focus on it
	}
}

// The Content-Security-Policy blocks style attributes and inline handlers; ids must not clash between components.
func TestRenderRoot(t *testing.T) {
	s, _ := runningState(t)
	s.Toggle("trace")
	s.Toggle("thoughts")
	s.OnResult(testResult())
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
