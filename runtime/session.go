package runtime

import (
	"fmt"

	"github.com/coconut-page/coconut/simd"
)

// Session is one sequence of tokens and thoughts being run through a model. It is for one goroutine at a time; its forks may run in
// others.
type Session struct {
	model *Model
	cache kvCache
	scratch
	hidden []float32 // after the final layer norm, [n_embd]
	ready  bool      // hidden is that of the last position
}

// scratch is working memory, so that a step allocates nothing but the cache's pages.
type scratch struct {
	x         []float32 // residual stream [d]
	normed    []float32 // [d]
	qkv       []float32 // [3d]
	mixed     []float32 // attention's output [d]
	out       []float32 // a sublayer's output [d]
	inner     []float32 // [n_inner]
	scores    []float32 // [n_positions]
	logits    []float32 // [vocab_size]
	quantized []int8    // an int8 product's input
	sums      []int32   // and its exact sums
}

// NewSession starts an empty sequence.
func (m *Model) NewSession() *Session {
	c := m.config
	return &Session{
		model:  m,
		cache:  newKVCache(c),
		hidden: make([]float32, c.Width),
		scratch: scratch{
			x: make([]float32, c.Width), normed: make([]float32, c.Width), qkv: make([]float32, 3*c.Width),
			mixed: make([]float32, c.Width), out: make([]float32, c.Width), inner: make([]float32, c.Inner),
			scores: make([]float32, c.MaxPositions), logits: make([]float32, c.VocabSize),
			quantized: make([]int8, max(c.Width, c.Inner)), sums: make([]int32, max(3*c.Width, c.Inner, c.VocabSize)),
		},
	}
}

// Fork returns a session that stands where s does. Both go on independently: neither sees what the other reads from here on. It shares
// the cache so far, so it is cheap.
func (s *Session) Fork() *Session {
	f := s.model.NewSession()
	f.cache = s.cache.fork()
	f.ready = s.ready
	copy(f.hidden, s.hidden)
	return f
}

// Len is the number of positions read: tokens and thoughts.
func (s *Session) Len() int { return s.cache.length }

// Prefill reads tokens. If one is not in the vocabulary or they do not all fit, it reads none of them; errors wrap ErrToken or
// ErrContextFull. Only the last one's hidden state is computed to the end.
func (s *Session) Prefill(tokens []int) error {
	for _, token := range tokens {
		if err := s.model.checkToken(token); err != nil {
			return err
		}
	}
	if err := s.cache.room(len(tokens)); err != nil {
		return err
	}
	for i, token := range tokens {
		s.model.embedding.row(s.x, token)
		s.forward(i == len(tokens)-1)
	}
	return nil
}

// Step reads one token. Errors wrap ErrToken or ErrContextFull, and change nothing.
func (s *Session) Step(token int) error {
	if err := s.model.checkToken(token); err != nil {
		return err
	}
	if err := s.cache.room(1); err != nil {
		return err
	}
	s.model.embedding.row(s.x, token)
	s.forward(true)
	return nil
}

// Think does a latent step: it reads the last hidden state as if it were a token's embedding. No logits are computed. It needs
// something to start from: ErrEmpty before anything was read. Errors may also wrap ErrContextFull.
func (s *Session) Think() error {
	if !s.ready {
		return fmt.Errorf("%w: a thought needs a hidden state to start from", ErrEmpty)
	}
	return s.Feed(s.hidden)
}

// Feed reads any vector [n_embd] as if it were a token's embedding: Think with a hidden state of one's own, for experiments that alter
// a thought. Errors wrap ErrContextFull, or ErrOptions for a vector of another length.
func (s *Session) Feed(embedding []float32) error {
	if len(embedding) != s.model.config.Width {
		return fmt.Errorf("%w: an embedding of %d numbers, want %d", ErrOptions, len(embedding), s.model.config.Width)
	}
	if err := s.cache.room(1); err != nil {
		return err
	}
	copy(s.x, embedding)
	s.forward(true)
	return nil
}

// forward runs the input embedding in s.x through the model at the next position. With wanted false it stops once the keys and values
// of the last layer are stored, which is all that later positions need.
func (s *Session) forward(wanted bool) {
	m := s.model
	if m.positions != nil {
		m.positions.row(s.out, s.cache.length)
		simd.Add(s.x, s.out)
	}
	s.cache.prepare()
	last := len(m.blocks) - 1
	for l := range m.blocks[:last] {
		m.blocks[l].apply(s, l)
	}
	if wanted {
		m.blocks[last].apply(s, last)
		m.norm.apply(s.hidden, s.x)
	} else {
		m.blocks[last].store(s, last)
	}
	s.cache.advance()
	s.ready = wanted
}

// Hidden returns the last position's hidden state after the final layer norm, [n_embd], or nil before anything was read. It is the
// session's own memory, overwritten by the next step.
func (s *Session) Hidden() []float32 {
	if !s.ready {
		return nil
	}
	return s.hidden
}

// Logits writes the scores of all tokens to dst, [vocab_size]: the last hidden state through the tied head. Errors: ErrEmpty before
// anything was read, or one that wraps ErrOptions for a dst of another length.
func (s *Session) Logits(dst []float32) error {
	if !s.ready {
		return ErrEmpty
	}
	if len(dst) != s.model.config.VocabSize {
		return fmt.Errorf("%w: room for %d logits, want %d", ErrOptions, len(dst), s.model.config.VocabSize)
	}
	s.model.embedding.mulAdd(dst, s.hidden, nil, &s.scratch)
	return nil
}

// Best returns the likeliest next token, the lowest id among equals. ErrEmpty before anything was read.
func (s *Session) Best() (int, error) {
	if err := s.Logits(s.logits); err != nil {
		return 0, err
	}
	best := 0
	for id, v := range s.logits {
		if v > s.logits[best] {
			best = id
		}
	}
	return best, nil
}

// Top returns the k likeliest next tokens, best first, the lower id first among equals; probabilities are over the whole vocabulary.
// It returns nil before anything was read.
func (s *Session) Top(k int) []Candidate {
	if s.Logits(s.logits) != nil {
		return nil
	}
	return s.model.top(s.logits, k)
}

func (m *Model) checkToken(token int) error {
	if token < 0 || token >= m.config.VocabSize {
		return fmt.Errorf("%w: %d, the vocabulary has %d", ErrToken, token, m.config.VocabSize)
	}
	return nil
}
