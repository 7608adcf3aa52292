package runtime

import (
	"errors"
	"slices"
	"testing"
)

// TestAlterAndProbe: Alter is called with each thought in order and what it leaves is fed back; Probe is called after
// <bot> and each latent step, and its error ends the generation.
func TestAlterAndProbe(t *testing.T) {
	c := tinyConfig(PositionRotary)
	m := newTestModel(t, c, randomTensors(c, 1))
	prompt := randomPrompt(c, 9)
	plain, err := m.Generate(t.Context(), prompt, Options{Thoughts: 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var altered, probed []int
	res, err := m.Generate(t.Context(), prompt, Options{
		Thoughts: 3,
		Alter: func(k int, thought []float32) {
			altered = append(altered, k)
			if k == 2 {
				clear(thought)
			}
		},
		Probe: func(k int, s *Session) error {
			probed = append(probed, k)
			return s.Fork().Prefill([]int{1})
		},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(altered, []int{1, 2, 3}) || !slices.Equal(probed, []int{0, 1, 2, 3}) {
		t.Errorf("altered %v, probed %v", altered, probed)
	}
	latent := func(r *Result) (states [][]float32) {
		for _, s := range r.Steps {
			if s.Kind == StepBot || s.Kind == StepThought {
				states = append(states, s.Hidden)
			}
		}
		return states
	}
	for k, state := range latent(res) {
		if same := slices.Equal(state, latent(plain)[k]); same != (k < 2) {
			t.Errorf("thought 2 altered: state %d is as before: %t", k, same)
		}
	}
	stop := errors.New("enough")
	if _, err := m.Generate(t.Context(), prompt, Options{Thoughts: 3, Probe: func(k int, _ *Session) error {
		if k == 1 {
			return stop
		}
		return nil
	}}, nil); !errors.Is(err, stop) {
		t.Errorf("a probe's error: %v", err)
	}
}

// TestAlterPauses: a model that pauses has no thoughts to alter.
func TestAlterPauses(t *testing.T) {
	c := tinyConfig(PositionRotary)
	c.Method = MethodPause
	m := newTestModel(t, c, randomTensors(c, 1))
	if _, err := m.Generate(t.Context(), []int{1}, Options{Thoughts: 1, Alter: func(int, []float32) {}},
		nil); !errors.Is(err, ErrOptions) {
		t.Errorf("error %v, want ErrOptions", err)
	}
}

// TestChoose: the tokens are those that Choose takes from the logits, which are its own to change, and forced ones are
// not put to it; a token that does not exist is refused.
func TestChoose(t *testing.T) {
	c := tinyConfig(PositionRotary)
	m := newTestModel(t, c, randomTensors(c, 1))
	prompt := randomPrompt(c, 9)
	plain, err := m.Generate(t.Context(), prompt, Options{Thoughts: 2, MaxNewTokens: 6}, nil)
	if err != nil {
		t.Fatal(err)
	}
	likeliest := func(logits []float32) int {
		if len(logits) != c.VocabSize {
			t.Fatalf("%d logits", len(logits))
		}
		best := slices.Index(logits, slices.Max(logits))
		clear(logits)
		return best
	}
	same, err := m.Generate(t.Context(), prompt, Options{Thoughts: 2, MaxNewTokens: 6, Choose: likeliest}, nil)
	if err != nil || !slices.Equal(same.Tokens, plain.Tokens) {
		t.Errorf("the likeliest of the logits gives %v, %v, want %v", same, err, plain.Tokens)
	}
	forced := []int{5, 6}
	fixed, err := m.Generate(t.Context(), prompt, Options{Thoughts: 2, MaxNewTokens: 4, ForceAnswer: forced,
		Choose: func([]float32) int { return 7 }}, nil)
	if err != nil || !slices.Equal(fixed.Tokens, []int{5, 6, 7, 7}) {
		t.Errorf("chosen %+v, %v", fixed, err)
	}
	if _, err := m.Generate(t.Context(), prompt, Options{Choose: func([]float32) int { return c.VocabSize }},
		nil); !errors.Is(err, ErrOptions) {
		t.Errorf("a token beyond the vocabulary: %v", err)
	}
}
