package runtime

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func newTestSampler(t testing.TB, s Sampling) *Sampler {
	t.Helper()
	sampler, err := NewSampler(s)
	must(t, err)
	return sampler
}

// TestSamplingFilters lists, for each setting, which tokens are ever drawn from a known distribution.
func TestSamplingFilters(t *testing.T) {
	probabilities := []float64{0.05, 0.4, 0.1, 0.3, 0.15}
	logits := make([]float32, len(probabilities))
	for i, p := range probabilities {
		logits[i] = float32(math.Log(p))
	}
	for name, c := range map[string]struct {
		sampling Sampling
		seen     []int
		allowed  []int
		want     []int
	}{
		"greedy":                   {Sampling{}, nil, nil, []int{1}},
		"greedy, others allowed":   {Sampling{}, nil, []int{0, 2, 4}, []int{4}},
		"greedy, penalty":          {Sampling{RepetitionPenalty: 2}, []int{1}, nil, []int{3}},
		"all":                      {Sampling{Temperature: 1}, nil, nil, []int{0, 1, 2, 3, 4}},
		"top-k":                    {Sampling{Temperature: 1, TopK: 2}, nil, nil, []int{1, 3}},
		"top-k, more than all":     {Sampling{Temperature: 1, TopK: 50}, nil, nil, []int{0, 1, 2, 3, 4}},
		"top-p, inside a token":    {Sampling{Temperature: 1, TopP: 0.6}, nil, nil, []int{1, 3}},
		"top-p, the first":         {Sampling{Temperature: 1, TopP: 0.001}, nil, nil, []int{1}},
		"top-p, all but the least": {Sampling{Temperature: 1, TopP: 0.94}, nil, nil, []int{1, 2, 3, 4}},
		"min-p":                    {Sampling{Temperature: 1, MinP: 0.3}, nil, nil, []int{1, 3, 4}},
		"min-p 1":                  {Sampling{Temperature: 1, MinP: 1}, nil, nil, []int{1}},
		"allowed":                  {Sampling{Temperature: 1}, nil, []int{2, 4}, []int{2, 4}},
		"allowed, top-k":           {Sampling{Temperature: 1, TopK: 1}, nil, []int{2, 4}, []int{4}},
		"cold":                     {Sampling{Temperature: 0.01}, nil, nil, []int{1}},
		"top-p after temperature":  {Sampling{Temperature: 0.5, TopP: 0.5}, nil, nil, []int{1}},
	} {
		drawn := map[int]bool{}
		for seed := range uint64(300) {
			c.sampling.Seed = seed
			s := newTestSampler(t, c.sampling)
			s.See(c.seen...)
			before := slices.Clone(logits)
			drawn[s.Choose(logits, c.allowed)] = true
			if !slices.Equal(before, logits) {
				t.Fatalf("%s: the logits were changed", name)
			}
		}
		var got []int
		for id := range drawn {
			got = append(got, id)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: drew %v, want %v", name, got, c.want)
		}
	}
}

// TestSamplingFrequencies draws often and compares with the distribution.
func TestSamplingFrequencies(t *testing.T) {
	logits := []float32{0, 1, 2, -1}
	const draws = 20000
	for _, temperature := range []float64{0.7, 1, 2} {
		s, counts, total := newTestSampler(t, Sampling{Temperature: temperature, Seed: 1}), make([]float64, 4), 0.0
		for range draws {
			counts[s.Choose(logits, nil)]++
		}
		for _, v := range logits {
			total += math.Exp(float64(v) / temperature)
		}
		for i, v := range logits {
			p := math.Exp(float64(v)/temperature) / total
			if d, bound := math.Abs(counts[i]/draws-p), 5*math.Sqrt(p*(1-p)/draws); d > bound {
				t.Errorf("temperature %v: token %d in %v of the draws, want %v", temperature, i, counts[i]/draws, p)
			}
		}
	}
}

// TestSamplingGolden holds the tokens that seeds draw: the same natively and in WebAssembly.
func TestSamplingGolden(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	logits := make([]float32, 1000)
	for i := range logits {
		logits[i] = 4*float32(r.IntN(1<<20))/(1<<20) + float32(i%7)
	}
	s := newTestSampler(t, Sampling{Temperature: 0.9, TopK: 200, TopP: 0.9, MinP: 0.02, RepetitionPenalty: 1.2, Seed: 42})
	var got []int
	for range 12 {
		got = append(got, s.Choose(logits, nil))
	}
	if want := []int{846, 41, 328, 923, 481, 55, 531, 558, 874, 860, 831, 790}; !slices.Equal(got, want) {
		t.Errorf("drew %v, want %v", got, want)
	}
}

func TestSamplingErrors(t *testing.T) {
	for name, s := range map[string]Sampling{
		"temperature": {Temperature: -1}, "hot": {Temperature: 101}, "NaN": {TopP: math.NaN()}, "top_p": {TopP: 1.5},
		"min_p": {MinP: -0.1}, "top_k": {TopK: -1}, "penalty": {RepetitionPenalty: math.Inf(1)},
	} {
		if _, err := NewSampler(s); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v, want ErrOptions", name, err)
		}
	}
}

// TestTruncate goes back to every length and on with other tokens: the same as if nothing else had been read, and a
// fork from before keeps its own.
func TestTruncate(t *testing.T) {
	for name, m := range variants(t) {
		t.Run(name, func(t *testing.T) {
			tokens := randomPrompt(m.config, pageRows+4)
			whole := m.NewSession()
			must(t, whole.Prefill(tokens))
			for _, keep := range []int{0, 1, pageRows - 1, pageRows, pageRows + 1, len(tokens)} {
				s := m.NewSession()
				must(t, s.Prefill(tokens))
				fork := s.Fork()
				must(t, s.Truncate(keep))
				if s.Len() != keep || s.Hidden() != nil {
					t.Fatalf("after Truncate(%d) the length is %d, and there is a hidden state: %t", keep, s.Len(), s.Hidden() != nil)
				}
				other := m.NewSession()
				must(t, other.Prefill(append(slices.Clone(tokens[:keep]), 3, 1)))
				must(t, s.Prefill([]int{3, 1}))
				if !slices.Equal(s.Hidden(), other.Hidden()) {
					t.Errorf("after Truncate(%d) the session goes on differently", keep)
				}
				must(t, fork.Truncate(len(tokens)-1))
				must(t, fork.Step(tokens[len(tokens)-1]))
				if !slices.Equal(fork.Hidden(), whole.Hidden()) {
					t.Errorf("Truncate(%d) changed a fork", keep)
				}
			}
			for _, n := range []int{-1, len(tokens) + 1} {
				if err := whole.Truncate(n); !errors.Is(err, ErrOptions) {
					t.Errorf("Truncate(%d) = %v, want ErrOptions", n, err)
				}
			}
		})
	}
}
