package runtime

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime/tokenizer"

	"github.com/coconut-page/coconut/weights"
)

// Ids of newTestModel's tokenizer.
const (
	eosID    = 2
	botID    = 3
	eotID    = 4
	markerID = 6
)

// TestGenerateIsItsSteps replays a generation by hand, with fresh sessions where Generate forks.
func TestGenerateIsItsSteps(t *testing.T) {
	for name, m := range variants(t) {
		for _, force := range [][]int{nil, {markerID, 12}} {
			t.Run(fmt.Sprintf("%s forced %v", name, force), func(t *testing.T) {
				const thoughts, k, maxNew = 3, 4, 5
				prompt := randomPrompt(m.config, 33)
				var seen []Step
				got, err := m.Generate(context.Background(), prompt,
					Options{Thoughts: thoughts, TopK: k, MaxNewTokens: maxNew, ForceAnswer: force},
					func(s Step) { seen = append(seen, s) })
				must(t, err)
				if !reflect.DeepEqual(seen, got.Steps) {
					t.Error("the callback saw other steps than the result holds")
				}

				run := m.NewSession()
				steps := got.Steps
				expect := func(kind StepKind, index, id int, hidden []float32, top, direct []Candidate) {
					t.Helper()
					step := steps[0]
					step.Duration = 0
					if want := (Step{Kind: kind, Index: index, TokenID: id, Token: m.vocab.Token(id), Hidden: hidden, Top: top,
						Direct: direct}); !reflect.DeepEqual(step, want) {
						t.Fatalf("step %+v, want %+v", step, want)
					}
					steps = steps[1:]
				}
				// probe returns what follows <bot> and n thoughts, if they end there.
				probe := func(n int) []Candidate {
					s := m.NewSession()
					must(t, s.Prefill(append(slices.Clone(prompt), botID)))
					for range n {
						must(t, s.Think())
					}
					must(t, s.Step(eotID))
					must(t, s.Prefill(force))
					return s.Top(k)
				}
				for i, token := range prompt {
					must(t, run.Step(token))
					expect(StepPrompt, i, token, nil, nil, nil)
				}
				must(t, run.Step(botID))
				expect(StepBot, 0, botID, run.Hidden(), probe(0), run.Top(k))
				for i := range thoughts {
					must(t, run.Think())
					expect(StepThought, i, -1, run.Hidden(), probe(i+1), run.Top(k))
				}
				must(t, run.Step(eotID))
				expect(StepEot, 0, eotID, run.Hidden(), run.Top(k), nil)
				for i, token := range got.Tokens {
					if best, err := run.Best(); err != nil || i >= len(force) && best != token || i < len(force) && force[i] != token {
						t.Fatalf("token %d is %d, the best is %d, %v", i, token, best, err)
					}
					must(t, run.Step(token))
					expect(StepToken, i, token, run.Hidden(), run.Top(k), nil)
				}
				if len(steps) > 0 || len(got.Tokens) != maxNew || got.Finished || got.Thoughts != thoughts ||
					got.PromptTokens != len(prompt) {
					t.Errorf("%d steps more; %d tokens, finished %t, %d thoughts, %d prompt tokens", len(steps), len(got.Tokens),
						got.Finished, got.Thoughts, got.PromptTokens)
				}
			})
		}
	}
}

// TestGenerateStopsEarly checks that the latent mode ends at the first thought at which the stop head says so, at the
// last one if it never does, and that a model without the head refuses.
func TestGenerateStopsEarly(t *testing.T) {
	c := tinyConfig(PositionRotary)
	c.StopHead = true
	tensors := randomTensors(c, 9)
	prompt := randomPrompt(c, 6)
	for _, bias := range []float32{-100, -0.5, 0, 0.5, 100} {
		tensors["stop.bias"] = weights.FromFloat32s("stop.bias", []float32{bias}, 1)
		m := newTestModel(t, c, tensors)
		s := m.NewSession()
		bot, _ := m.vocab.ID(tokenizer.Bot)
		must(t, s.Prefill(append(slices.Clone(prompt), bot)))
		want := 0
		for stop := float32(-1); want < 8 && stop <= 0; want++ {
			must(t, s.Think())
			var err error
			stop, err = s.Stop()
			must(t, err)
		}
		got, err := m.Generate(context.Background(), prompt, Options{Thoughts: 8, StopEarly: true}, nil)
		must(t, err)
		if got.Thoughts != want {
			t.Errorf("bias %v: %d thoughts, want %d", bias, got.Thoughts, want)
		}
	}
	c.StopHead = false
	m := newTestModel(t, c, tensors)
	if _, err := m.Generate(context.Background(), prompt, Options{Thoughts: 2, StopEarly: true},
		nil); !errors.Is(err, ErrOptions) {
		t.Errorf("without a stop head: %v, want ErrOptions", err)
	}
	if _, err := m.NewSession().Stop(); !errors.Is(err, ErrOptions) {
		t.Errorf("Stop without a head: %v, want ErrOptions", err)
	}
}

// TestGeneratePauses checks that a model trained with pauses reads <pause> where others think.
func TestGeneratePauses(t *testing.T) {
	c := tinyConfig(PositionRotary)
	c.Method = MethodPause
	m := newTestModel(t, c, randomTensors(c, 3))
	prompt := randomPrompt(c, 6)
	got, err := m.Generate(context.Background(), prompt, Options{Thoughts: 2}, nil)
	must(t, err)
	pause, _ := m.vocab.ID(tokenizer.Pause)
	bot, _ := m.vocab.ID(tokenizer.Bot)
	s := m.NewSession()
	must(t, s.Prefill(append(slices.Clone(prompt), bot, pause, pause)))
	var last Step
	for _, step := range got.Steps {
		if step.Kind == StepThought {
			last = step
		}
	}
	if last.Token != tokenizer.Pause || last.Index != 1 || !slices.Equal(last.Hidden, s.Hidden()) {
		t.Errorf("the last latent step read %q as number %d; want the second %s, with the hidden state of reading it",
			last.Token, last.Index, tokenizer.Pause)
	}
	special := []string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "###"}
	tok, err := tokenizer.NewWordLevel(special, numberedWords(c.VocabSize-len(special)), nil)
	must(t, err)
	must(t, m.SetTokenizer(tok))
	if _, err := m.Generate(context.Background(), prompt, Options{Thoughts: 2}, nil); !errors.Is(err, ErrTokenizer) {
		t.Errorf("without the token %s: %v, want ErrTokenizer", tokenizer.Pause, err)
	}
}

func TestGenerateTraceCostsNothingUnasked(t *testing.T) {
	m := variants(t)["rotary/int8"]
	prompt := randomPrompt(m.config, 10)
	with, err := m.Generate(context.Background(), prompt, Options{Thoughts: 4, TopK: 3}, nil)
	must(t, err)
	without, err := m.Generate(context.Background(), prompt, Options{Thoughts: 4}, nil)
	must(t, err)
	if len(with.Steps) != len(without.Steps) || !slices.Equal(with.Tokens, without.Tokens) {
		t.Fatalf("with candidates %v, without %v", with.Tokens, without.Tokens)
	}
	for i, step := range without.Steps {
		if step.Top != nil || step.Direct != nil {
			t.Errorf("step %d has candidates nobody asked for", i)
		}
		if !slices.Equal(step.Hidden, with.Steps[i].Hidden) {
			t.Errorf("step %d: looking at candidates changed the hidden state", i)
		}
	}
	var prefill, think, decode = with.PrefillTime, with.ThinkTime, with.DecodeTime
	for _, step := range with.Steps {
		switch step.Kind {
		case StepPrompt, StepBot:
			prefill -= step.Duration
		case StepThought:
			think -= step.Duration
		default:
			decode -= step.Duration
		}
	}
	if prefill != 0 || think != 0 || decode != 0 {
		t.Errorf("times do not add up: %v, %v, %v left", prefill, think, decode)
	}
}

func TestGenerateWithoutThoughts(t *testing.T) {
	m := variants(t)["rotary/int8"]
	got, err := m.Generate(context.Background(), []int{10, 11}, Options{Thoughts: 5, WithoutThoughts: true}, nil)
	must(t, err)
	if got.Thoughts != 0 || got.Tokens[0] != markerID {
		t.Errorf("%d thoughts, tokens %v; want none, and %d first", got.Thoughts, got.Tokens, markerID)
	}
	if kinds := kindsOf(got.Steps[:5]); kinds != "prompt prompt bot eot token" {
		t.Errorf("steps are %s", kinds)
	}
	got, err = m.Generate(context.Background(), []int{10, 11}, Options{WithoutThoughts: true, ForceAnswer: []int{9}}, nil)
	must(t, err)
	if got.Tokens[0] != 9 {
		t.Errorf("tokens %v, want 9 first", got.Tokens)
	}
}

// TestGenerateStopsAtEos uses a model that says <eos> whatever it reads: its final layer norm outputs the embedding of
// <eos>.
func TestGenerateStopsAtEos(t *testing.T) {
	c := tinyConfig(PositionRotary)
	tensors := randomTensors(c, 5)
	wte, err := tensors["wte.weight"].Float32s()
	must(t, err)
	for i := range c.Width {
		wte[eosID*c.Width+i] *= 3
	}
	copy(wte[20*c.Width:21*c.Width], wte[eosID*c.Width:]) // as likely as <eos>, but with a higher id
	tensors["wte.weight"] = weights.FromFloat32s("", wte, c.VocabSize, c.Width)
	tensors["ln_f.weight"] = weights.FromFloat32s("", make([]float32, c.Width), c.Width)
	tensors["ln_f.bias"] = weights.FromFloat32s("", wte[eosID*c.Width:][:c.Width], c.Width)
	m := newTestModel(t, c, tensors)

	got, err := m.Generate(context.Background(), []int{10}, Options{Thoughts: 1, TopK: 2}, nil)
	must(t, err)
	if !slices.Equal(got.Tokens, []int{eosID}) || !got.Finished {
		t.Fatalf("tokens %v, finished %t; want <eos> alone", got.Tokens, got.Finished)
	}
	last := got.Steps[len(got.Steps)-1]
	if last.Kind != StepToken || last.Token != "<eos>" || last.Hidden != nil || last.Top != nil {
		t.Errorf("the last step is %+v", last)
	}
	if top := got.Steps[len(got.Steps)-2].Top; top[0].ID != eosID || top[1].ID != 20 || top[0].Prob != top[1].Prob {
		t.Errorf("after <eot>: %v", top)
	}
}

func TestGenerateStopsWhenFull(t *testing.T) {
	m := variants(t)["learned/int8"]
	prompt := randomPrompt(m.config, 68)
	got, err := m.Generate(context.Background(), prompt, Options{Thoughts: 3, TopK: 1}, nil)
	must(t, err)
	if len(got.Tokens) != 75-68-2-3 || got.Finished {
		t.Errorf("%d tokens, finished %t; want 2, unfinished", len(got.Tokens), got.Finished)
	}
	if got, err = m.Generate(context.Background(), prompt, Options{Thoughts: 5, TopK: 1}, nil); err != nil ||
		len(got.Tokens) != 0 {
		t.Errorf("a full context: %v, %v; want no token", got, err)
	}
}

func TestGenerateErrors(t *testing.T) {
	m := variants(t)["rotary/int8"]
	for _, test := range []struct {
		name    string
		prompt  []int
		options Options
		want    error
		mention string
	}{
		{"thoughts", nil, Options{Thoughts: -1}, ErrOptions, "Thoughts"},
		{"top", nil, Options{TopK: -1}, ErrOptions, "TopK"},
		{"new tokens", nil, Options{MaxNewTokens: -1}, ErrOptions, "MaxNewTokens"},
		{"forced token", nil, Options{ForceAnswer: []int{99}}, ErrOptions, "ForceAnswer"},
		{"too many forced tokens", nil, Options{ForceAnswer: []int{1, 2}, MaxNewTokens: 1}, ErrOptions, "ForceAnswer"},
		{"prompt token", []int{1, 23}, Options{}, ErrToken, "23"},
		{"long prompt", randomPrompt(m.config, 74), Options{}, ErrContextFull, "74"},
		{"many thoughts", nil, Options{Thoughts: 1 << 62}, ErrContextFull, "thoughts"},
		{"thoughts beyond", []int{1}, Options{Thoughts: 73}, ErrContextFull, "thoughts"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := m.Generate(context.Background(), test.prompt, test.options, nil)
			if got != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.mention) {
				t.Errorf("Generate() = %v, %v; want %v that mentions %q", got, err, test.want, test.mention)
			}
		})
	}
}

// TestGenerateCanBeCancelled cancels at each kind of step and expects no further step.
func TestGenerateCanBeCancelled(t *testing.T) {
	m := variants(t)["rotary/int8"]
	why := errors.New("the visitor left")
	for _, at := range []StepKind{StepPrompt, StepBot, StepThought, StepEot, StepToken} {
		ctx, cancel := context.WithCancelCause(context.Background())
		steps := 0
		got, err := m.Generate(ctx, []int{10, 11, 12}, Options{Thoughts: 3}, func(s Step) {
			if steps++; s.Kind == at {
				cancel(why)
			}
		})
		if got != nil || !errors.Is(err, why) {
			t.Errorf("cancelled at %s: %v, %v", at, got, err)
		}
		if want := map[StepKind]int{StepPrompt: 1, StepBot: 4, StepThought: 5, StepEot: 8, StepToken: 9}[at]; steps != want {
			t.Errorf("cancelled at %s: %d steps, want %d", at, steps, want)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	if _, err := m.Generate(ctx, nil, Options{}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("out of time: %v", err)
	}
}

func kindsOf(steps []Step) string {
	var kinds []string
	for _, s := range steps {
		kinds = append(kinds, string(s.Kind))
	}
	return strings.Join(kinds, " ")
}
