package runtime

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/simd"
)

// Sampling says how the next token is drawn. The zero value takes the likeliest token, the lowest id among equals.
//
// The filters apply in the order of Hugging Face's transformers: repetition penalty, temperature, top-k, top-p, min-p.
// The same seed draws the same tokens on every machine and in every browser.
type Sampling struct {
	// Temperature divides the logits, 0 to 100; 0 takes the likeliest token whatever the other fields but
	// RepetitionPenalty say.
	Temperature float64
	// TopK keeps the k likeliest tokens; 0 keeps all.
	TopK int
	// TopP keeps the fewest tokens whose probabilities add up to it (nucleus sampling, 1904.09751), 0 to 1; 0 and 1 keep
	// all.
	TopP float64
	// MinP keeps tokens that are at least this likely compared with the likeliest (2407.01082), 0 to 1; 0 keeps all.
	MinP float64
	// RepetitionPenalty divides the positive logits of tokens that were read or written before, and multiplies the
	// negative ones (CTRL, 1909.05858), more than 0 to 100; 0 and 1 change nothing.
	RepetitionPenalty float64
	// Seed chooses among the equally valid texts.
	Seed uint64
}

// Validate checks the numbers. Errors wrap ErrOptions and name the field.
func (s Sampling) Validate() error {
	for _, f := range []struct {
		name       string
		value, max float64
	}{
		{"temperature", s.Temperature, 100}, {"top_p", s.TopP, 1}, {"min_p", s.MinP, 1},
		{"repetition_penalty", s.RepetitionPenalty, 100},
	} {
		if !(f.value >= 0 && f.value <= f.max) { // NaN is neither
			return ErrOptions.Errorf("%s is %v, want 0 to %v", f.name, f.value, f.max)
		}
	}
	if s.TopK < 0 {
		return ErrOptions.Errorf("top_k is %d, want 0 or more", s.TopK)
	}
	return nil
}

// Sampler draws tokens, one after the other.
type Sampler struct {
	options Sampling
	random  *rand.Rand
	seen    map[int]struct{} // tokens to penalize, nil where there is no penalty
	scores  []float32        // scratch memory [vocab_size]
	kept    []int            // scratch memory: the ids that are still in play
}

// NewSampler returns a sampler at the beginning of its sequence. Errors are those of Validate.
func NewSampler(options Sampling) (*Sampler, error) {
	if err := options.Validate(); err != nil {
		return nil, err
	}
	s := &Sampler{options: options, random: rand.New(rand.NewPCG(options.Seed, 0))}
	if p := options.RepetitionPenalty; p != 0 && p != 1 {
		s.seen = map[int]struct{}{}
	}
	return s, nil
}

// See notes tokens that were read or written, for the repetition penalty.
func (s *Sampler) See(tokens ...int) {
	if s.seen == nil {
		return
	}
	for _, token := range tokens {
		s.seen[token] = struct{}{}
	}
}

// Choose draws a token from the logits of all tokens, [vocab_size], and notes it as See does. allowed, if not nil,
// lists the only tokens to choose from; it must not be empty. The logits are left as they are.
func (s *Sampler) Choose(logits []float32, allowed []int) int {
	if s.options.Temperature == 0 && s.seen == nil {
		return likeliest(logits, allowed) // nothing changes the scores, so they need not be copied
	}
	s.scores = append(s.scores[:0], logits...)
	s.penalize()
	token := 0
	if s.options.Temperature == 0 {
		token = likeliest(s.scores, allowed)
	} else {
		token = s.draw(allowed)
	}
	s.See(token)
	return token
}

// penalize applies the repetition penalty.
func (s *Sampler) penalize() {
	penalty := float32(s.options.RepetitionPenalty)
	for token := range s.seen {
		if token >= len(s.scores) {
			continue
		}
		if v := &s.scores[token]; *v > 0 {
			*v /= penalty
		} else {
			*v *= penalty
		}
	}
}

// likeliest returns the token with the highest score, the first among equals.
func likeliest(scores []float32, allowed []int) int {
	if allowed == nil {
		best := 0
		for id, v := range scores {
			if v > scores[best] {
				best = id
			}
		}
		return best
	}
	return slices.MaxFunc(allowed, func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[a], scores[b]), cmp.Compare(b, a))
	})
}

// draw filters the tokens and draws one of the rest in proportion to its probability.
func (s *Sampler) draw(allowed []int) int {
	s.keep(allowed)
	probabilities := s.probabilities()
	kept := s.nucleus(probabilities)
	total := 0.0
	for _, id := range kept {
		total += float64(probabilities[id])
	}
	left := s.random.Float64() * total
	for _, id := range kept {
		if left -= float64(probabilities[id]); left < 0 {
			return id
		}
	}
	return kept[len(kept)-1] // rounding
}

// keep sets kept to the ids that top-k leaves, best first if it leaves only some.
func (s *Sampler) keep(allowed []int) {
	s.kept = s.kept[:0]
	if allowed == nil {
		for id := range s.scores {
			s.kept = append(s.kept, id)
		}
	} else {
		s.kept = append(s.kept, allowed...)
	}
	if k := s.options.TopK; k > 0 && k < len(s.kept) {
		s.sortKept(s.scores)
		s.kept = s.kept[:k]
	}
}

// sortKept orders the ids that are still in play, best first, the lower id first among equals.
func (s *Sampler) sortKept(scores []float32) {
	slices.SortFunc(s.kept, func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
	})
}

// probabilities turns the scores of the kept ids into probabilities, by id.
func (s *Sampler) probabilities() []float32 {
	packed := make([]float32, len(s.kept))
	for i, id := range s.kept {
		packed[i] = s.scores[id] / float32(s.options.Temperature)
	}
	simd.Softmax(packed)
	for i, id := range s.kept {
		s.scores[id] = packed[i]
	}
	return s.scores
}

// nucleus returns the kept ids that top-p and min-p leave; at least one.
func (s *Sampler) nucleus(probabilities []float32) []int {
	p := s.options.TopP
	if p == 0 {
		p = 1
	}
	if p == 1 && s.options.MinP == 0 {
		return s.kept
	}
	// All tokens below this together are less likely than 1-p: none of them is in the nucleus, or needs to be sorted.
	least := (1 - p) / float64(len(s.kept))
	s.kept = slices.DeleteFunc(s.kept, func(id int) bool { return float64(probabilities[id]) < least })
	s.sortKept(probabilities)
	least = s.options.MinP * float64(probabilities[s.kept[0]])
	sum := 0.0
	for i, id := range s.kept {
		// Written so that rounding never leaves nothing: the likeliest token always stays.
		if i > 0 && (sum >= p && p < 1 || float64(probabilities[id]) < least) {
			return s.kept[:i]
		}
		sum += float64(probabilities[id])
	}
	return s.kept
}
