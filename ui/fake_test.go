package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/staticrender"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
)

// fakeEngine records what is asked of it; the tests call the State's Listener methods themselves.
type fakeEngine struct {
	loads, cancels int
	forgets        int
	asks           []engine.Ask
	races          []engine.Race
	batches        []engine.Batch
}

func (e *fakeEngine) Load()                { e.loads++ }
func (e *fakeEngine) Ask(a engine.Ask)     { e.asks = append(e.asks, a) }
func (e *fakeEngine) Cancel()              { e.cancels++ }
func (e *fakeEngine) Forget()              { e.forgets++ }
func (e *fakeEngine) Race(r engine.Race)   { e.races = append(e.races, r) }
func (e *fakeEngine) Batch(b engine.Batch) { e.batches = append(e.batches, b) }
func (e *fakeEngine) NewQuestion(kind engine.Kind, seed uint64) string {
	if kind != KindProsQA {
		return engine.NewQuestion(kind, seed)
	}
	return fmt.Sprintf("Tom is a lempus. Is Tom a lempus or question%d?", seed)
}

var testInfo = engine.Info{
	Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Thoughts: 4, Parameters: 1234567, Bytes: 1_400_000, Kernels: "none",
}

func newState(t *testing.T) (*State, *fakeEngine) {
	t.Helper()
	e := &fakeEngine{}
	return NewState(e, 7), e
}

// readyState has its model, and its first question was asked.
func runningState(t *testing.T) (*State, *fakeEngine) {
	t.Helper()
	s, e := newState(t)
	s.Load()
	s.OnReady(testInfo)
	s.Ask()
	return s, e
}

func testResult() *reasoner.Result {
	return &reasoner.Result{
		Answer: "Tom is a lempus.", Tokens: []string{"###", "Tom", "lempus", ".", "<eos>"}, Verdict: "right",
		Expected: "Tom is a lempus.", Why: "It can be reached.", Path: []string{"Tom", "lempus"}, Thoughts: 1, PromptTokens: 9,
		Steps: []reasoner.Step{
			{Kind: "bot", Top: []reasoner.Candidate{{Token: "rorpus", Prob: 0.5}}},
			{Kind: "thought", Top: []reasoner.Candidate{{Token: "lempus", Prob: 0.875}, {Token: "Tom", Prob: 0.004}}, Millis: 1.25},
			{Kind: "eot", Top: []reasoner.Candidate{{Token: "hidden", Prob: 1}}},
		},
		PrefillMS: 12.4, ThinkMS: 0.44, DecodeMS: 1234, TotalMS: 1247,
	}
}

// graphResult is an answer with two thoughts and their values, for a question about five words (see TestRenderGraph).
func graphResult(question string) *reasoner.Result {
	return &reasoner.Result{Question: question, Answer: "Tom is a pet.", Verdict: "right", Thoughts: 2, Steps: []reasoner.Step{
		{Kind: "bot", Values: []float32{0.99, 0, 0, 0, 0}, Holds: []float32{0, 0.2, 0.6, 0, 0}, Answers: []float32{0.5, 0.4},
			Direct: []reasoner.Candidate{{Token: "pet", Prob: 0.6}, {Token: "cat", Prob: 0.2}}, Similar: []float32{-0.5, 0.5, 0.25, 0, -0.125}},
		{Kind: "thought", Values: []float32{0, 0.9, 0.02, 0, 0}, Holds: []float32{0, 0, 1, 0, 0}, Answers: []float32{0.3, 0.7}},
		{Kind: "thought", Index: 1, Values: []float32{0, 0, 0.01, 0, 0}, Speaks: 0.95, Holds: []float32{0, 0, 1, 0, 0}, Answers: []float32{0.01, 0.98}},
		{Kind: "eot"},
	}}
}

// render builds a component and returns its HTML without the white space between tags.
func render(t *testing.T, c vugu.Builder) string {
	t.Helper()
	env, err := vugu.NewBuildEnv()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := staticrender.New(&b).Render(env.RunBuild(c)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "")
}

func wantHTML(t *testing.T, html string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(html, p) {
			t.Errorf("the HTML lacks %q:\n%s", p, html)
		}
	}
}

func wantNoHTML(t *testing.T, html string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(html, p) {
			t.Errorf("the HTML has %q:\n%s", p, html)
		}
	}
}
