package completion_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// toyScheme opens thoughts with <|im_start|> and closes them with <|im_end|>; tokens 3 to 5 are a, b and c.
func toyScheme() *runtime.LatentScheme {
	return &runtime.LatentScheme{Name: "toy", Before: []int{0}, Start: []int{3, 1}, End: []int{2, 4},
		Feedback: runtime.FeedbackHidden, Forbidden: []int{0, 1, 2, 11}, Prompt: "a" + runtime.QuestionMark + "\n",
		Clean: []string{"strip", "halve-spaces"}, Answer: "after-hash"}
}

// thinker is the toy model with a scheme, and the error of making it.
func thinker(t testing.TB, l *runtime.LatentScheme) (*completion.Model, error) {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(toymodel.Import(t, toymodel.Endless)))
	if err != nil {
		t.Fatal(err)
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		t.Fatal(err)
	}
	config.Latent, config.Thoughts, config.MaxNewTokens = l, 3, 7
	model, err := runtime.NewModel(config, store.Stream(t.Context(), nil))
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := completion.ReadTokenizer(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return completion.New(model, tokens, runtime.Describe(store.Manifest(), config))
}

func toyThinker(t testing.TB) *completion.Model {
	t.Helper()
	m, err := thinker(t, toyScheme())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// reason asks a question, and checks that the stream and the result agree.
func reason(t testing.TB, m *completion.Model, question string, o completion.ReasonOptions) *completion.Reasoned {
	t.Helper()
	var steps []completion.ReasonStep
	r, err := m.Reason(t.Context(), question, o, func(s completion.ReasonStep) { steps = append(steps, s) })
	if err != nil {
		t.Fatal(err)
	}
	text, kinds := "", map[runtime.StepKind]int{}
	for i, s := range steps {
		text += s.Token.Text
		if s.Kind != r.Steps[i].Kind || s.Index != r.Steps[i].Index || s.Index != kinds[s.Kind] || s.Duration < 0 {
			t.Errorf("step %d is %+v, and %+v in the result", i, s, r.Steps[i])
		}
		kinds[s.Kind]++
	}
	if text != r.Text || kinds[runtime.StepThought] != r.Thoughts || len(steps) != len(r.Steps) {
		t.Errorf("the stream says %q in steps %v, the result %q with %d thoughts", text, kinds, r.Text, r.Thoughts)
	}
	return r
}

// byHand answers a question with the runtime alone.
func byHand(t *testing.T, m *completion.Model, prompt []int, thoughts, tokens int) (ids []int, hidden [][]float32) {
	t.Helper()
	l, s := m.Runtime().Config().Latent, m.Runtime().NewSession()
	must(t, s.Prefill(prompt))
	hidden = append(hidden, slices.Clone(s.Hidden()))
	for range thoughts {
		must(t, s.Think())
		hidden = append(hidden, slices.Clone(s.Hidden()))
	}
	must(t, s.Prefill(l.End))
	logits := make([]float32, m.Runtime().Config().VocabSize)
	for range tokens {
		must(t, s.Logits(logits))
		best := -1
		for id, v := range logits {
			if !slices.Contains(l.Forbidden, id) && (best < 0 || v > logits[best]) {
				best = id
			}
		}
		ids = append(ids, best)
		must(t, s.Step(best))
	}
	return ids, hidden
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestReasonIsTheRuntimes compares answers with a loop over the runtime's session.
func TestReasonIsTheRuntimes(t *testing.T) {
	m := toyThinker(t)
	// a, then the question "a  ab" as a, space, space-ab after one of two blanks was taken, and a line break.
	prompt := []int{0, 3, 3, 9, 7, 3, 1}
	for _, thoughts := range []int{0, 1, 3} {
		r := reason(t, m, " a  ab \n", completion.ReasonOptions{Thoughts: thoughts, MaxTokens: 9, Hidden: true})
		if !slices.Equal(r.PromptIDs, prompt) || r.Prompt != len(prompt) {
			t.Fatalf("the prompt is %v, want %v", r.PromptIDs, prompt)
		}
		want, hidden := byHand(t, m, prompt, thoughts, 9)
		if !slices.Equal(r.IDs, want) || r.Finish != completion.FinishLength {
			t.Errorf("%d thoughts: %v, want %v", thoughts, r.IDs, want)
		}
		for i, h := range hidden {
			if !slices.Equal(r.Steps[i].Hidden, h) {
				t.Errorf("%d thoughts: the hidden state of step %d is another", thoughts, i)
			}
		}
		if r.Found || r.Answer != strings.TrimSpace(r.Text) {
			t.Errorf("the answer of %q is %q, %t", r.Text, r.Answer, r.Found)
		}
	}
	unforbidden := toyScheme()
	unforbidden.Forbidden = nil
	free, err := thinker(t, unforbidden)
	must(t, err)
	o := completion.ReasonOptions{Thoughts: 3, MaxTokens: 9}
	if slices.Equal(reason(t, free, "a  ab", o).IDs, reason(t, m, "a  ab", o).IDs) {
		t.Error("the model would say none of the forbidden tokens: the test does not show that they are")
	}
}

// TestReasonDefaults leaves the numbers to the model, and draws tokens.
func TestReasonDefaults(t *testing.T) {
	m := toyThinker(t)
	if r := reason(t, m, "b", completion.ReasonOptions{Thoughts: -1}); r.Thoughts != 3 || len(r.IDs) != 7 {
		t.Errorf("%d thoughts and %d tokens, want 3 and 7", r.Thoughts, len(r.IDs))
	}
	drawn := completion.ReasonOptions{MaxTokens: 20, Sampling: runtime.Sampling{Temperature: 3, Seed: 5}}
	first, again := reason(t, m, "b", drawn), reason(t, m, "b", drawn)
	if !slices.Equal(first.IDs, again.IDs) {
		t.Errorf("one seed gives %v and %v", first.IDs, again.IDs)
	}
	if slices.ContainsFunc(first.IDs, func(id int) bool { return slices.Contains(toyScheme().Forbidden, id) }) {
		t.Errorf("a forbidden token was drawn: %v", first.IDs)
	}
	if r := reason(t, m, "b", completion.ReasonOptions{Template: "{question}c"}); !slices.Equal(r.PromptIDs,
		[]int{0, 4, 5, 3, 1}) {
		t.Errorf("by another template the prompt is %v", r.PromptIDs)
	}
}

// TestReasonLens checks the candidates of thoughts: of all tokens their probabilities add up to one.
func TestReasonLens(t *testing.T) {
	m := toyThinker(t)
	r := reason(t, m, "b", completion.ReasonOptions{Thoughts: 2, Top: len(toymodel.Tokens)})
	for _, s := range r.Steps {
		if s.Kind == runtime.StepEot || s.Token.ID < 0 && s.Kind == runtime.StepToken {
			continue
		}
		sum := 0.0
		for _, c := range s.Top {
			sum += math.Exp(c.LogProb)
		}
		if math.Abs(sum-1) > 1e-6 || s.Top[0].Token != m.Tokenizer().Token(s.Top[0].ID) {
			t.Errorf("%s %d: the probabilities add up to %v, best %+v", s.Kind, s.Index, sum, s.Top[0])
		}
	}
}

// TestReasonHooks changes a thought and looks at the session between thoughts.
func TestReasonHooks(t *testing.T) {
	m := toyThinker(t)
	plain := reason(t, m, "b", completion.ReasonOptions{Thoughts: 3, Hidden: true})
	var altered, probed []int
	r := reason(t, m, "b", completion.ReasonOptions{Thoughts: 3, Hidden: true, Alter: func(k int, thought []float32) {
		altered = append(altered, k)
		if !slices.Equal(thought, plain.Steps[k-1].Hidden) && k < 3 {
			t.Errorf("thought %d is another vector", k)
		}
		if k == 2 {
			clear(thought)
		}
	}, Probe: func(k int, s *runtime.Session) error {
		probed = append(probed, k)
		return s.Fork().Prefill([]int{1})
	}})
	if !slices.Equal(altered, []int{1, 2, 3}) || !slices.Equal(probed, []int{0, 1, 2, 3}) {
		t.Errorf("altered %v, probed %v", altered, probed)
	}
	for k := range 4 {
		if same := slices.Equal(r.Steps[k].Hidden, plain.Steps[k].Hidden); same != (k < 2) {
			t.Errorf("thought 2 altered: state %d is as before: %t", k, same)
		}
	}
	why := errors.New("seen enough")
	o := completion.ReasonOptions{Thoughts: 3, Probe: func(k int, _ *runtime.Session) error {
		if k == 2 {
			return why
		}
		return nil
	}}
	if r, err := m.Reason(t.Context(), "b", o, nil); !errors.Is(err, why) || r != nil {
		t.Errorf("%+v, %v; want %v", r, err, why)
	}
}

// TestReasonKeepsTheQuestion asks with several numbers of thoughts: the question is read once.
func TestReasonKeepsTheQuestion(t *testing.T) {
	m := toyThinker(t)
	for k := range 4 {
		r := reason(t, m, "abc", completion.ReasonOptions{Thoughts: k})
		fresh := reason(t, toyThinker(t), "abc", completion.ReasonOptions{Thoughts: k})
		if want := min(k, 1) * (len(r.PromptIDs) - 1); r.Cached != want || !slices.Equal(r.IDs, fresh.IDs) {
			t.Errorf("%d thoughts: %d tokens were cached, want %d; %v, want %v", k, r.Cached, want, r.IDs, fresh.IDs)
		}
	}
}

// TestReasonCancel stops after the first thought.
func TestReasonCancel(t *testing.T) {
	why := errors.New("enough")
	ctx, stop := context.WithCancelCause(t.Context())
	thoughts := 0
	_, err := toyThinker(t).Reason(ctx, "b", completion.ReasonOptions{Thoughts: 5}, func(s completion.ReasonStep) {
		if s.Kind == runtime.StepThought {
			thoughts++
			stop(why)
		}
	})
	if !errors.Is(err, why) || thoughts != 1 {
		t.Errorf("after %d thoughts: %v, want %v after 1", thoughts, err, why)
	}
}

// TestReasonPlain asks a model without a scheme: it continues the question.
func TestReasonPlain(t *testing.T) {
	m := open(t, toymodel.Endless)
	prompt, err := m.Prompt("ab c")
	must(t, err)
	want := generate(t, m, prompt, completion.Options{MaxTokens: 6, Thoughts: 2})
	r := reason(t, m, "ab c", completion.ReasonOptions{MaxTokens: 6, Thoughts: 2})
	if !slices.Equal(r.IDs, want.IDs) || !slices.Equal(r.PromptIDs, prompt) || r.Answer != strings.TrimSpace(r.Text) {
		t.Errorf("%v after %v, answer %q; want %v after %v", r.IDs, r.PromptIDs, r.Answer, want.IDs, prompt)
	}
}

// TestReasonErrors gives options and schemes that cannot be.
func TestReasonErrors(t *testing.T) {
	pausing := toyScheme()
	pausing.Feedback, pausing.Pause = runtime.FeedbackToken, 8
	pauses, err := thinker(t, pausing)
	must(t, err)
	reason(t, pauses, "b", completion.ReasonOptions{Thoughts: 2})
	m := toyThinker(t)
	nameless, err := completion.New(m.Runtime(), nil, m.Info())
	must(t, err)
	for name, c := range map[string]struct {
		m    *completion.Model
		o    completion.ReasonOptions
		want error
	}{
		"template":    {m, completion.ReasonOptions{Template: "no question"}, completion.ErrOptions},
		"alter":       {pauses, completion.ReasonOptions{Alter: func(int, []float32) {}}, completion.ErrOptions},
		"negative":    {m, completion.ReasonOptions{Top: -1}, completion.ErrOptions},
		"temperature": {m, completion.ReasonOptions{Sampling: runtime.Sampling{Temperature: -1}}, runtime.ErrOptions},
		"no room":     {m, completion.ReasonOptions{Thoughts: toymodel.Context - 7}, completion.ErrPrompt},
		"no tokens":   {nameless, completion.ReasonOptions{}, completion.ErrNoTokenizer},
	} {
		if r, err := c.m.Reason(t.Context(), "b", c.o, nil); !errors.Is(err, c.want) || r != nil {
			t.Errorf("%s: %+v, %v; want %v", name, r, err, c.want)
		}
	}
	for says, change := range map[string]func(l *runtime.LatentScheme){
		"latent.clean":  func(l *runtime.LatentScheme) { l.Clean = []string{"shout"} },
		"latent.answer": func(l *runtime.LatentScheme) { l.Answer = "the first" },
	} {
		l := toyScheme()
		change(l)
		if _, err := thinker(t, l); !errors.Is(err, runtime.ErrConfig) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want one about %s", err, says)
		}
	}
}
