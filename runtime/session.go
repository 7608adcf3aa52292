package runtime

import (
	"slices"

	"github.com/coconut-page/coconut/simd"
)

// Session is one sequence of tokens and thoughts being run through a model. Only one goroutine may use it at a time;
// its forks may run in others.
type Session struct {
	model *Model
	cache kvCache
	scratch
	hidden []float32 // after the final layer norm, [n_embd]
	ready  bool      // hidden is the last position's
}

// scratch is memory for a batch of n vectors, so that a step allocates only the cache's pages.
type scratch struct {
	rows    int       // n
	x       []float32 // residual stream [n, d]
	normed  []float32 // [n, d]
	q       []float32 // [n, heads·head width]
	k, v    []float32 // [n, kvHeads·head width]
	mixed   []float32 // the heads' results [n, heads·head width]
	out     []float32 // a sublayer's output [n, d]
	inner   []float32 // [n, n_inner]
	gated   []float32 // [n, n_inner], for architectures that multiply two of them
	looks   []looking // one for each goroutine
	mixing  mixing
	rowwise rows
	logits  []float32 // [vocab_size], nil until wanted
	between []float32 // the hidden layer of a projector, nil until wanted
	input   simd.Activations
}

// prefillBatch is how many tokens Prefill runs through a layer at a time: each weight is loaded once for several of
// them, and the next layer may arrive meanwhile.
const prefillBatch = 128

// NewSession starts an empty sequence.
func (m *Model) NewSession() *Session {
	s := &Session{model: m, cache: newKVCache(m.config), hidden: make([]float32, m.config.Width)}
	if used, ok := m.used.Get().(*scratch); ok {
		s.scratch = *used
	}
	s.input.Pool = m.pool
	s.reserve(1)
	return s
}

// reserve grows the buffers to n vectors; growing discards their contents.
func (s *Session) reserve(n int) {
	if n <= s.rows {
		return
	}
	c := &s.model.config
	s.rows = n
	queries, keys := c.Heads*c.headWidth(), c.kvHeads()*c.headWidth()
	together := min(n, mixTogether) * c.Heads / c.kvHeads()
	s.looks = make([]looking, s.input.Pool.Threads())
	for i := range s.looks {
		s.looks[i] = newLooking(together, c.headWidth(), c.MaxPositions)
	}
	for _, buffer := range []struct {
		values *[]float32
		width  int
	}{{&s.x, c.Width}, {&s.normed, c.Width}, {&s.q, queries}, {&s.k, keys}, {&s.v, keys}, {&s.mixed, queries},
		{&s.out, c.Width}, {&s.inner, c.Inner}, {&s.gated, c.gated()}} {
		*buffer.values = make([]float32, n*buffer.width)
	}
}

// kept returns a fork without scratch memory, which can itself only be forked.
func (s *Session) kept() *Session {
	return &Session{model: s.model, cache: s.cache.fork(), hidden: slices.Clone(s.hidden), ready: s.ready}
}

// release gives the session's scratch memory to the model's next session. It can only be forked from then on.
func (s *Session) release() {
	used := s.scratch
	s.scratch = scratch{}
	s.model.used.Put(&used)
}

// Fork returns a session in the same state as s. Both continue independently: neither sees what the other reads from
// here on. They share the cache so far, so forking is cheap.
func (s *Session) Fork() *Session {
	f := s.model.NewSession()
	f.cache = s.cache.fork()
	f.ready = s.ready
	copy(f.hidden, s.hidden)
	return f
}

// Truncate forgets all but the first n positions, for a sequence that goes on differently from there. Nothing can be
// said or thought until something is read again. It is an error that wraps ErrOptions if there are not as many. Forks
// keep what they have.
func (s *Session) Truncate(n int) error {
	if n < 0 || n > s.Len() {
		return ErrOptions.Errorf("%d positions are to be kept, and there are %d", n, s.Len())
	}
	s.cache.truncate(n)
	s.ready = false
	return nil
}

// Len returns the number of positions read: tokens and thoughts.
func (s *Session) Len() int { return s.cache.length }

// Prefill reads tokens. While the model is still being loaded, this and every other step waits for the parts that it
// needs, and returns the error of a part that fails to load. If a token is not in the vocabulary or they do not all
// fit, it reads none of them; errors wrap ErrToken or ErrContextFull. Only the last token's hidden state is computed to
// the end.
func (s *Session) Prefill(tokens []int) error { return s.prefill(tokens, true) }

// prefill is Prefill; it computes the last token's hidden state only if wanted.
func (s *Session) prefill(tokens []int, wanted bool) error {
	for _, token := range tokens {
		if err := s.model.checkToken(token); err != nil {
			return err
		}
	}
	if err := s.cache.room(len(tokens)); err != nil {
		return err
	}
	if err := s.model.parts.await(embeddingPart); err != nil {
		return err
	}
	s.reserve(min(len(tokens), prefillBatch))
	for len(tokens) > 0 {
		n := min(len(tokens), prefillBatch)
		for i, token := range tokens[:n] {
			s.model.embedding.row(s.x[i*s.model.config.Width:], token)
		}
		tokens = tokens[n:]
		if err := s.forward(n, wanted && len(tokens) == 0); err != nil {
			return err
		}
	}
	return nil
}

// Step reads one token. Errors wrap ErrToken or ErrContextFull, and change nothing.
func (s *Session) Step(token int) error { return s.prefill([]int{token}, true) }

// Feed reads any vector [n_embd] as if it were a token's embedding, like Think with a given hidden state, for
// experiments that alter a thought. Errors wrap ErrContextFull, or ErrOptions for a vector of another length.
func (s *Session) Feed(embedding []float32) error {
	if len(embedding) != s.model.config.Width {
		return ErrOptions.Errorf("an embedding of %d numbers, want %d", len(embedding), s.model.config.Width)
	}
	if err := s.cache.room(1); err != nil {
		return err
	}
	copy(s.x, embedding)
	return s.forward(1, true)
}

// forward runs the n input embeddings in s.x through the model at the next positions. With wanted, the hidden state of
// the last one is computed; without, the last layer stops once its keys and values are stored, since later positions
// need nothing else. It fails only if a part of the model could not be loaded; then nothing has been read.
func (s *Session) forward(n int, wanted bool) error {
	m := s.model
	d := m.config.Width
	if err := m.parts.await(embeddingPart); err != nil {
		return err
	}
	s.input.Team = m.team.Load()
	for i := 0; i < n && m.positions != nil; i++ {
		m.positions.row(s.out, s.cache.length+i)
		simd.Add(s.x[i*d:(i+1)*d], s.out)
	}
	s.cache.prepare(n)
	for l := range m.blocks {
		if err := m.parts.await(blockPart + l); err != nil {
			return err
		}
		m.blocks[l].remember(s, l, n)
		switch last := l == len(m.blocks)-1; {
		case !last:
			m.blocks[l].complete(s, l, 0, n)
		case wanted:
			m.blocks[l].complete(s, l, n-1, n)
		}
		m.parts.pass(l)
	}
	if wanted {
		if err := m.parts.await(m.parts.end()); err != nil {
			return err
		}
		m.norm.apply(s.hidden, s.x, 1)
	}
	s.cache.advance(n)
	s.ready = wanted
	return nil
}

// Hidden returns the last position's hidden state after the final layer norm, [n_embd], or nil before anything was
// read. It is the session's own memory, overwritten by the next step.
func (s *Session) Hidden() []float32 {
	if !s.ready {
		return nil
	}
	return s.hidden
}

// Logits writes the scores of all tokens to dst, [vocab_size]: the last hidden state through the head. Errors: ErrEmpty
// before anything was read, or an error that wraps ErrOptions if dst has another length.
func (s *Session) Logits(dst []float32) error {
	if !s.ready {
		return ErrEmpty
	}
	if len(dst) != s.model.config.VocabSize {
		return ErrOptions.Errorf("room for %d logits, want %d", len(dst), s.model.config.VocabSize)
	}
	s.input.Team = s.model.team.Load()
	head := linear{weight: s.model.head}
	head.apply(dst, s.hidden, 1, &s.input)
	return nil
}

// vocabulary returns scratch memory for the logits.
func (s *Session) vocabulary() []float32 {
	if s.logits == nil {
		s.logits = make([]float32, s.model.config.VocabSize)
	}
	return s.logits
}

// Best returns the likeliest next token, the lowest id among equals, or ErrEmpty before anything was read.
func (s *Session) Best() (int, error) {
	if err := s.Logits(s.vocabulary()); err != nil {
		return 0, err
	}
	return likeliest(s.logits, nil), nil
}

// Top returns the k likeliest next tokens, best first, the lower id first among equals; probabilities are over the
// whole vocabulary. It returns nil before anything was read.
func (s *Session) Top(k int) []Candidate {
	if s.Logits(s.vocabulary()) != nil {
		return nil
	}
	return s.model.top(s.logits, k)
}

// Embedding writes a token's embedding to dst, [n_embd], once it has been loaded. Errors wrap ErrToken, or ErrOptions
// if dst has another length.
func (m *Model) Embedding(dst []float32, token int) error {
	if err := m.checkToken(token); err != nil {
		return err
	}
	if len(dst) != m.config.Width {
		return ErrOptions.Errorf("room for an embedding of %d numbers, want %d", len(dst), m.config.Width)
	}
	if err := m.parts.await(embeddingPart); err != nil {
		return err
	}
	m.embedding.row(dst, token)
	return nil
}

func (m *Model) checkToken(token int) error {
	if token < 0 || token >= m.config.VocabSize {
		return ErrToken.Errorf("%d, the vocabulary has %d", token, m.config.VocabSize)
	}
	return nil
}
