package npm_test

import (
	"encoding/json"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

var (
	questions = []string{
		"Tom is a poodle. Every poodle is a pet. Eva is a tree. Is Tom a tree or pet?",
		"Every shumpus is a rempus. Every terpus is a gerpus. Tom is a terpus. Every gerpus is a brimpus. Every " +
			"brimpus is a lempus. Davis is a shumpus. Every rempus is a scrompus. Is Tom a lempus or scrompus?",
	}
	tokens     = []int{24, 58, 7}
	schemaText = `{"type": "object", "properties": {"a": {"enum": ["ab", "cab"]}}, "required": ["a"]}`
)

// names are the cases of cases.js.
var names = []string{"task", "session", "text", "latent", "together", "refusals", "crashes"}

// results are what the cases return.
type results struct {
	Touched []string // by an import in Node.js
	Version string

	Task     taskResults
	Session  sessionResults
	Text     textResults
	Latent   latentResults
	Together togetherResults
	Refusals map[string]refusal
	Crashes  crashResults
}

// refusal is an error as a program sees it.
type refusal struct {
	Problem, Name, Code, Message, Text string
	Sentence                           int
}

type step struct {
	Kind, Token, Answer, Text string
	Index, PromptTokens       int
	Top, Direct               []candidate
	Values, Holds, Similar    []float32
	Answers                   []float32
	Speaks                    float32
	Hidden                    []uint32
	Judged                    *struct {
		Verdict, Expected, Why string
		Graph                  *reasoner.Graph
	}
}

type candidate struct {
	ID          int
	Token       string
	Probability float64
}

type answer struct {
	Answer, Text           string
	Thoughts, PromptTokens int
	Judged                 struct {
		Verdict, Expected, Why string
		Path                   []string
		Aliases                map[string]string
	}
}

type taskResults struct {
	Problem string
	Info    struct {
		Name, Task, Variant, Unkept string
		Bytes, Fetched, Stored      int64
		Width, Vocabulary, Context  int
	}
	Progress       []struct{ Done, Total int64 }
	Steps          []step
	Plain          answer
	AtOnce, Zeroed string
}

type sessionResults struct {
	Problem                                            string
	IDs                                                []int `json:"ids"`
	Texts                                              []string
	States                                             [][]uint32
	Logits                                             []uint32
	Top                                                []candidate
	Length, Forked                                     int
	Unknown, Gone, Empty, TooLong, NotToken, NotVector refusal
}

type completed struct {
	Text, Finish         string
	PromptTokens, Tokens int
}

type textResults struct {
	Problem                                      string
	Parts                                        []struct{ Kind, Text string }
	Completed, Chatted, JSON                     completed
	Read                                         []struct{ Read, Total int }
	NoTask, BadSchema, Empty, BadRole, BadOption refusal
}

type latentResults struct {
	Problem string
	Info    struct{ Latent bool }
	Steps   []step
	Parts   []struct {
		Kind, Text string
		Index      int
		Top        []candidate
	}
}

type togetherResults struct {
	Problem                                string
	Answers, Order                         []string
	Length, Short, OtherLives              int
	Next                                   string
	Stopped, StoppedBefore, Left, Disposed refusal
}

type crashResults struct {
	Problem                                 string
	Crashed, Memory                         []refusal
	Unstarted, Newer, WhileLoading, Unknown refusal
}

// check: whatever ends a worker is told to all that waits for it, and to all that comes later.
func (r *crashResults) check(t *testing.T) {
	for code, all := range map[string][]refusal{"crashed": r.Crashed, "memory": r.Memory} {
		if len(all) != 3 {
			t.Errorf("%d calls were refused, want 3", len(all))
		}
		for _, refused := range all {
			refused.expect(t, code)
		}
	}
	r.Unstarted.expect(t, "assets")
	r.Newer.expect(t, "assets")
	r.WhileLoading.expect(t, "crashed")
	r.Unknown.expect(t, "failed")
}

// check compares all of it with what the models do natively.
func (r *results) check(t *testing.T) {
	t.Helper()
	for name, problem := range map[string]string{"task": r.Task.Problem, "session": r.Session.Problem,
		"text": r.Text.Problem, "latent": r.Latent.Problem, "together": r.Together.Problem,
		"crashes": r.Crashes.Problem} {
		if problem != "" {
			t.Fatalf("%s: %s", name, problem)
		}
	}
	t.Run("task", r.Task.check)
	t.Run("session", r.Session.check)
	t.Run("text", r.Text.check)
	t.Run("latent", r.Latent.check)
	t.Run("together", r.Together.check)
	t.Run("refusals", r.checkRefusals)
	t.Run("crashes", r.Crashes.check)
}

func open(t *testing.T, name string) *completion.Model {
	t.Helper()
	m, err := completion.Open(t.Context(), weights.Dir(filepath.Join(modelsDir(t), name)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func openReasoner(t *testing.T) *reasoner.Reasoner {
	t.Helper()
	r, err := reasoner.Load(t.Context(), weights.Dir(filepath.Join(modelsDir(t), "prosqa-coconut")), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *taskResults) check(t *testing.T) {
	native := openReasoner(t)
	want, err := native.Ask(t.Context(), questions[0], reasoner.Options{Thoughts: 6, TopK: 5, Trace: true, Nodes: true,
		Hidden: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := slices.DeleteFunc(want.Steps, func(s reasoner.Step) bool { return s.Kind == string(runtime.StepPrompt) })
	if len(r.Steps) != len(steps)+1 {
		t.Fatalf("%d steps, want %d and the answer", len(r.Steps), len(steps))
	}
	for i, s := range steps {
		got := r.Steps[i]
		if got.Kind != s.Kind || got.Index != s.Index || got.Token != s.Token || !slices.Equal(got.Hidden, bits(s.Hidden)) ||
			!sameTop(got.Top, s.Top) || !sameTop(got.Direct, s.Direct) || !slices.Equal(got.Values, s.Values) ||
			!slices.Equal(got.Holds, s.Holds) || !slices.Equal(got.Similar, s.Similar) || got.Speaks != s.Speaks ||
			!slices.Equal(got.Answers, s.Answers) {
			t.Errorf("step %d is\n%+v\nwant\n%+v", i, got, s)
		}
	}
	last := r.Steps[len(steps)]
	if last.Kind != "answer" || last.Answer != want.Answer || last.Judged == nil || last.Judged.Verdict != want.Verdict {
		t.Errorf("the last step is %+v, want the answer %q", last, want.Answer)
	} else if g := last.Judged.Graph; g == nil || !reflect.DeepEqual(g, want.Graph) {
		t.Errorf("the graph is %+v, want %+v", g, want.Graph)
	}
	if want, err = native.Ask(t.Context(), questions[1], reasoner.Options{Thoughts: -1}, nil); err != nil {
		t.Fatal(err)
	}
	p := r.Plain
	if p.Answer != want.Answer || p.Text != strings.Join(want.Tokens, " ") || p.Thoughts != 6 ||
		p.PromptTokens != want.PromptTokens || p.Judged.Verdict != want.Verdict || p.Judged.Expected != want.Expected ||
		p.Judged.Why != want.Why || !slices.Equal(p.Judged.Path, want.Path) {
		t.Errorf("the answer is\n%+v\nwant\n%+v", p, want)
	}
	for what, o := range map[string]reasoner.Options{
		r.AtOnce: {WithoutThoughts: true},
		r.Zeroed: {Thoughts: -1, Changes: []intervene.Change{{Kind: intervene.Zero}}},
	} {
		if want, err = native.Ask(t.Context(), questions[0], o, nil); err != nil || strings.Join(want.Tokens, " ") != what {
			t.Errorf("with %+v it writes %q, want %q (%v)", o, what, want.Tokens, err)
		}
	}
	i, info := r.Info, native.Info()
	if i.Name != info.Name || i.Task != info.Task || i.Bytes < info.Bytes || i.Fetched+i.Stored < info.Bytes*9/10 ||
		i.Width != 128 || i.Vocabulary != 64 || i.Context != native.Model().Config().MaxPositions {
		t.Errorf("the model is %+v, want %+v", i, info)
	}
	if n := len(r.Progress); n == 0 || r.Progress[n-1].Done != r.Progress[n-1].Total || r.Progress[n-1].Total == 0 {
		t.Errorf("the progress is %+v", r.Progress)
	}
}

func sameTop(got []candidate, want []reasoner.Candidate) bool {
	return slices.EqualFunc(got, want, func(g candidate, w reasoner.Candidate) bool {
		return g.Token == w.Token && float32(g.Probability) == w.Prob
	})
}

// bits are the bits of numbers, nil for none.
func bits(values []float32) (all []uint32) {
	for _, v := range values {
		all = append(all, math.Float32bits(v))
	}
	return all
}

func (r *sessionResults) check(t *testing.T) {
	native := openReasoner(t)
	tok, s := native.Tokenizer(), native.Model().NewSession()
	bot, _ := tok.ID("<bot>")
	eot, _ := tok.ID("<eot>")
	var states [][]uint32
	do := func(s *runtime.Session, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, bits(s.Hidden()))
	}
	do(s, s.Prefill(append(slices.Clone(tokens), bot)))
	half := slices.Clone(s.Hidden())
	for i := range half {
		half[i] /= 2
	}
	fork := s.Fork()
	do(s, s.Think())
	if err := s.Think(); err != nil {
		t.Fatal(err)
	}
	do(s, s.Think())
	do(s, s.Step(eot))
	do(fork, fork.Feed(half))
	if !reflect.DeepEqual(r.States, states) {
		t.Error("the hidden states differ from the native ones")
	}
	logits := make([]float32, native.Model().Config().VocabSize)
	if err := s.Logits(logits); err != nil || !slices.Equal(r.Logits, bits(logits)) {
		t.Errorf("the logits differ (%v)", err)
	}
	for i, c := range s.Top(3) {
		if i >= len(r.Top) || r.Top[i].ID != c.ID || r.Top[i].Token != c.Token || float32(r.Top[i].Probability) != c.Prob {
			t.Errorf("the best tokens are %+v, want %+v at %d", r.Top, c, i)
		}
	}
	if !slices.Equal(r.IDs, tokens) || !slices.Equal(r.Texts, []string{"<bot>", "."}) {
		t.Errorf("the tokens are %v, and texts %q", r.IDs, r.Texts)
	}
	if r.Length != len(tokens) || r.Forked != len(tokens)+2 {
		t.Errorf("the lengths are %d and %d", r.Length, r.Forked)
	}
	if r.Unknown.Text != "bicycle" {
		t.Errorf("the unknown word is %+v", r.Unknown)
	}
	for want, got := range map[string]refusal{"unknown-word": r.Unknown, "disposed": r.Gone, "empty": r.Empty,
		"too-long": r.TooLong, "options": r.NotToken} {
		got.expect(t, want)
	}
	r.NotVector.expect(t, "options")
}

// expect fails unless it has the code, and says something.
func (r refusal) expect(t *testing.T, code string) {
	t.Helper()
	if r.Code != code || r.Message == "" || r.Name != "CoconutError" {
		t.Errorf("refused with %+v, want the code %s", r, code)
	}
}

func (r *textResults) check(t *testing.T) {
	m := open(t, "toy")
	sampled := runtime.Sampling{Temperature: 1.2, TopP: 0.9, Seed: 5}
	r.Completed.expect(t, m, completion.Options{Sampling: sampled, MaxTokens: 12}, func() ([]int, error) {
		return m.Prompt("ab cab")
	})
	var whole strings.Builder
	for _, p := range r.Parts {
		whole.WriteString(p.Text)
	}
	if whole.String() != r.Completed.Text || len(r.Parts) < r.Completed.Tokens {
		t.Errorf("the parts %q make %q, want %q", r.Parts, whole.String(), r.Completed.Text)
	}
	r.Chatted.expect(t, m, completion.Options{MaxTokens: 10}, func() ([]int, error) {
		return m.Chat([]coconut.Message{{Role: "user", Text: "ab"}})
	})
	if n := len(r.Read); n == 0 || r.Read[n-1].Read != r.Chatted.PromptTokens {
		t.Errorf("of the prompt was read %+v", r.Read)
	}
	m = open(t, "toy-json")
	constrain, err := m.JSON([]byte(schemaText))
	if err != nil {
		t.Fatal(err)
	}
	r.JSON.expect(t, m, completion.Options{MaxTokens: 40, Constrain: constrain}, func() ([]int, error) {
		return m.Prompt("ab")
	})
	var value struct{ A string }
	if err := json.Unmarshal([]byte(r.JSON.Text), &value); err != nil || value.A == "" {
		t.Errorf("it writes %q, which is no JSON of the schema: %v", r.JSON.Text, err)
	}
	for want, got := range map[string]refusal{"no-task": r.NoTask, "schema": r.BadSchema, "prompt": r.Empty,
		"options": r.BadOption} {
		got.expect(t, want)
	}
	r.BadRole.expect(t, "prompt")
}

// expect compares a text with the native one.
func (c completed) expect(t *testing.T, m *completion.Model, o completion.Options, prompt func() ([]int, error)) {
	t.Helper()
	ids, err := prompt()
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.Generate(t.Context(), ids, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Text != want.Text || c.Tokens != len(want.IDs) || c.Finish != string(want.Finish) || c.PromptTokens != len(ids) {
		t.Errorf("it writes %+v, natively %+v", c, want)
	}
}

func (r *latentResults) check(t *testing.T) {
	m := open(t, "codi-llama")
	o := completion.ReasonOptions{Thoughts: -1, MaxTokens: 8, Top: 5}
	want, err := m.Reason(t.Context(), "Tom has 3 apples.", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last := r.Steps[len(r.Steps)-1]; !r.Info.Latent || last.Kind != "answer" || last.Text != want.Text {
		t.Errorf("the answer is %+v, want %q", last, want.Text)
	}
	checked := 0
	for i, s := range want.Steps[:want.Thoughts+1] { // the question and the thoughts
		got := r.Steps[i]
		if got.Kind != string(s.Kind) || got.Index != s.Index || len(got.Top) != 5 ||
			math.Abs(got.Top[0].Probability-math.Exp(s.Top[0].LogProb)) > 1e-12 {
			t.Errorf("step %d is %+v, want %+v", i, got, s)
		}
		checked++
	}
	if checked < 2 {
		t.Error("the model took no thoughts")
	}
	o.Thoughts, o.Top = 2, 1
	if want, err = m.Reason(t.Context(), "Tom has 3 apples.", o, nil); err != nil {
		t.Fatal(err)
	}
	thoughts, text := 0, ""
	for _, p := range r.Parts {
		if text += p.Text; p.Kind == "thought" {
			thoughts++
		}
	}
	if thoughts != 3 || text != want.Text {
		t.Errorf("complete yields %d thoughts and %q, want 3 and %q", thoughts, text, want.Text)
	}
}

func (r *togetherResults) check(t *testing.T) {
	native := openReasoner(t)
	for i, q := range questions {
		want, err := native.Ask(t.Context(), q, reasoner.Options{Thoughts: -1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i >= len(r.Answers) || r.Answers[i] != want.Answer {
			t.Errorf("together the answers are %q, want %q at %d", r.Answers, want.Answer, i)
		}
		if i == 0 && r.Next != want.Answer {
			t.Errorf("after what was stopped the answer is %q, want %q", r.Next, want.Answer)
		}
	}
	if !slices.Equal(r.Order, []string{"short", "short", "long"}) || r.Length < 1000 {
		t.Errorf("the calls ended in the order %q, want the long one, of %d tokens, behind the short ones", r.Order, r.Length)
	}
	if r.Short != 3 || r.OtherLives != 3 {
		t.Errorf("short texts have %d and %d tokens, want 3", r.Short, r.OtherLives)
	}
	for _, stopped := range []refusal{r.Stopped, r.StoppedBefore} {
		if stopped.Message != "enough" {
			t.Errorf("a call that was stopped is rejected with %+v, want the signal's reason", stopped)
		}
	}
	r.Left.expect(t, "disposed")
	r.Disposed.expect(t, "disposed")
}

func (r *results) checkRefusals(t *testing.T) {
	for name, code := range map[string]string{"missing": "not-found", "corrupt": "corrupt", "noWasm": "assets",
		"noWorker": "assets", "noVariant": "options", "noFolder": "options", "syntax": "syntax", "options": "options",
		"notChat": "not-chat", "tooLong": "too-long", "textThoughts": "options", "halfThought": "options",
		"noNumber": "options", "huge": "options", "noText": "options", "noList": "options", "textTokens": "options",
		"noTokens": "options", "seed": "options", "stop": "options", "noPrompt": "options", "steps": "options",
		"vector": "options", "ids": "options"} {
		t.Run(name, func(t *testing.T) { r.Refusals[name].expect(t, code) })
	}
	if s := r.Refusals["syntax"]; s.Sentence != 2 || s.Text != "Tom likes tea." {
		t.Errorf("the sentence at fault is %+v, want the second", s)
	}
	if a := r.Refusals["aborted"]; a.Message != "no longer wanted" {
		t.Errorf("an aborted load is rejected with %+v, want the signal's reason", a)
	}
}
