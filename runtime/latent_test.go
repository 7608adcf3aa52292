package runtime

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// goodLatent is goodConfig with a latent scheme that has every field.
var goodLatent = strings.Replace(goodConfig, `"some_other_tool"`, `"latent": {"scheme": "codi", "before": [1], "start": [2, 3],
	"end": [4], "feedback": "hidden", "projection": {"inner": 41, "layer_norm_epsilon": 1e-5}, "forbidden": [4, 5],
	"prompt": "{question}\n", "clean": ["strip"], "answer": "last-number"}, "some_other_tool"`, 1)

func TestLatentConfig(t *testing.T) {
	c, err := ParseConfig([]byte(goodLatent))
	must(t, err)
	if l := c.Latent; l.Name != "codi" || l.Projection.Inner != 41 || !slices.Equal(l.Start, []int{2, 3}) {
		t.Errorf("the scheme is %+v", l)
	}
	names := ""
	for _, spec := range c.Tensors() {
		names += " " + spec.Name
	}
	if want := " ln_f.bias latent.projection.in.weight latent.projection.in.bias latent.projection.out.weight " +
		"latent.projection.out.bias latent.projection.ln.weight latent.projection.ln.bias"; !strings.HasSuffix(names, want) {
		t.Errorf("the tensors are%s, want%s at the end", names, want)
	}
}

func TestLatentConfigErrors(t *testing.T) {
	many := "[" + strings.Repeat("1, ", maxSchemeTokens) + "1]"
	for _, test := range []struct{ name, old, new, mention string }{
		{"token beyond the vocabulary", `[2, 3]`, `[2, 64]`, "latent.start: token 64"},
		{"negative token", `[4, 5]`, `[-1]`, "latent.forbidden: token -1"},
		{"many tokens", `"end": [4]`, `"end": ` + many, "latent.end has 65"},
		{"pause", `"feedback"`, `"pause": 64, "feedback"`, "latent.pause"},
		{"feedback", `"feedback": "hidden"`, `"feedback": "logits"`, "latent.feedback"},
		{"no feedback", `"feedback": "hidden",`, ``, "latent.feedback"},
		{"no question", `{question}\n`, `question`, "latent.prompt"},
		{"two questions", `{question}\n`, `{question}{question}`, "latent.prompt"},
		{"long prompt", `{question}\n`, `{question}` + strings.Repeat("x", maxTemplate), "latent.prompt"},
		{"long rule", `["strip"]`, `["` + strings.Repeat("x", maxName+1) + `"]`, "latent: scheme, answer"},
		{"many rules", `["strip"]`, `["", "", "", "", "", "", "", "", ""]`, "latent: scheme, answer"},
		{"long name", `"codi"`, `"` + strings.Repeat("x", maxName+1) + `"`, "latent: scheme, answer"},
		{"no inner", `"inner": 41, `, ``, "latent.projection.inner"},
		{"huge inner", `"inner": 41`, `"inner": 1e9`, "latent.projection.inner"},
		{"activation", `"inner": 41`, `"inner": 41, "activation": "relu"`, "latent.projection.activation"},
		{"epsilon", `"layer_norm_epsilon": 1e-5}`, `"layer_norm_epsilon": -1}`, "latent.projection.layer_norm_epsilon"},
		{"projected token", `"feedback": "hidden"`, `"feedback": "token"`, "latent.projection"},
		{"wrong type", `"start": [2, 3]`, `"start": 2`, "start"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodLatent, test.old, test.new, 1)
			if text == goodLatent {
				t.Fatalf("the case does not change the config: %q", test.old)
			}
			if _, err := ParseConfig([]byte(text)); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), test.mention) {
				t.Errorf("ParseConfig(): %v; want ErrConfig that mentions %q", err, test.mention)
			}
		})
	}
}

// projectingReference is a reference with a projection between a hidden state and the thought that it becomes.
type projectingReference struct{ *reference }

func (r projectingReference) thought(hidden []float64) []float64 {
	inner := r.affine("latent.projection.in", hidden)
	for i, a := range inner {
		if p := r.config.Latent.Projection; p.Activation == "gelu_tanh" {
			inner[i] = a / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(a+0.044715*a*a*a)))
		} else {
			inner[i] = a / 2 * (1 + math.Erf(a/math.Sqrt2))
		}
	}
	out := r.affine("latent.projection.out", inner)
	if r.config.Latent.Projection.NormEpsilon > 0 {
		out = r.layerNorm("latent.projection.ln", out)
	}
	return out
}

// projecting is a config with a projection that is wider than every other layer.
func projecting(p Projection) Config {
	c := tinyConfig(PositionLearned)
	c.Latent = &LatentScheme{Name: "test", Feedback: FeedbackHidden, Prompt: QuestionMark, Projection: &p}
	return c
}

// TestProjection compares models that project their thoughts with the reference.
func TestProjection(t *testing.T) {
	for name, p := range map[string]Projection{
		"CODI": {Inner: 61, NormEpsilon: 1e-5}, "without a norm": {Inner: 7},
		"tanh": {Inner: 30, Activation: ActivationGeluTanh, NormEpsilon: 1e-5},
	} {
		t.Run(name, func(t *testing.T) {
			c := projecting(p)
			tensors := randomTensors(c, 5)
			requireReference(t, c, tensors, projectingReference{newReference(t, c, tensors)}, randomPrompt(c, 9), 6)
		})
	}
}

// TestThought feeds by hand what Think feeds by itself, from a fork, and hears of each thought from Generate's Alter.
func TestThought(t *testing.T) {
	c := projecting(Projection{Inner: 61, NormEpsilon: 1e-5})
	m := newTestModel(t, c, randomTensors(c, 6).quantized(t))
	prompt := randomPrompt(c, 9)
	s := m.NewSession()
	if _, err := s.Thought(); !errors.Is(err, ErrEmpty) {
		t.Errorf("a thought of nothing: %v, want %v", err, ErrEmpty)
	}
	bot, _ := m.Tokenizer().ID("<bot>")
	must(t, s.Prefill(append(slices.Clone(prompt), bot)))
	var thoughts, hidden [][]float32
	for range 4 {
		f := s.Fork()
		thought, err := f.Thought()
		must(t, err)
		thoughts = append(thoughts, slices.Clone(thought))
		must(t, f.Feed(thought))
		must(t, s.Think())
		if hidden = append(hidden, slices.Clone(s.Hidden())); !slices.Equal(f.Hidden(), s.Hidden()) {
			t.Error("a thought that is fed by hand is another")
		}
	}
	var altered [][]float32
	res, err := m.Generate(t.Context(), prompt, Options{Thoughts: 4, Alter: func(_ int, thought []float32) {
		altered = append(altered, slices.Clone(thought))
	}}, nil)
	must(t, err)
	if !slices.EqualFunc(altered, thoughts, slices.Equal) {
		t.Errorf("Alter hears of other vectors than those that are fed")
	}
	for _, step := range res.Steps {
		if step.Kind == StepThought && !slices.Equal(step.Hidden, hidden[step.Index]) {
			t.Errorf("thought %d is another in a trace", step.Index)
		}
	}
}

// TestPauseScheme reads a token in place of thoughts.
func TestPauseScheme(t *testing.T) {
	c := tinyConfig(PositionRotary)
	c.Latent = &LatentScheme{Feedback: FeedbackToken, Pause: 7, Prompt: QuestionMark}
	m := newTestModel(t, c, randomTensors(c, 6))
	a, b := m.NewSession(), m.NewSession()
	if err := a.Think(); !errors.Is(err, ErrEmpty) {
		t.Errorf("a thought of nothing: %v, want %v", err, ErrEmpty)
	}
	must(t, a.Prefill([]int{1, 2}))
	must(t, b.Prefill([]int{1, 2, 7}))
	must(t, a.Think())
	if !slices.Equal(a.Hidden(), b.Hidden()) {
		t.Error("a latent step is another than its token")
	}
}

// TestProjectionArrivesLast thinks while the projection is still being fetched, and learns that it never comes.
func TestProjectionArrivesLast(t *testing.T) {
	c := projecting(Projection{Inner: 61, NormEpsilon: 1e-5})
	why := errors.New("no projection")
	source := &heldSource{tensorMap: randomTensors(c, 3), prefix: ProjectionPrefix, reached: make(chan bool, 1),
		released: make(chan bool), err: why}
	m, err := StartModel(c, source)
	must(t, err)
	<-source.reached
	close(source.released)
	if err := m.NewSession().Prefill([]int{1}); !errors.Is(err, why) {
		t.Errorf("%v, want %v", err, why)
	}
}

// TestDequantizedProjection compares the reference format with the model whose matrices are dequantized.
func TestDequantizedProjection(t *testing.T) {
	c := projecting(Projection{Inner: 61, NormEpsilon: 1e-5})
	tensors := randomTensors(c, 3).quantized(t)
	a, b := newTestModel(t, c, tensors).NewSession(), newTestModel(t, c, tensors).Dequantized().NewSession()
	must(t, a.Prefill([]int{1, 2, 3}))
	must(t, b.Prefill([]int{1, 2, 3}))
	must(t, b.Think())
	must(t, a.Think())
	if slices.Equal(a.Hidden(), b.Hidden()) {
		t.Error("the reference format rounds like int8")
	}
	for i, v := range a.Hidden() {
		if math.Abs(float64(v-b.Hidden()[i])) > 0.25 {
			t.Fatalf("number %d is %v, want %v", i, v, b.Hidden()[i])
		}
	}
}
