package runtime

import "github.com/coconut-page/coconut/simd"

// block is one layer of a transformer that normalizes before each sublayer: x += attention(norm1(x)), then x +=
// feedForward(norm2(x)). An architecture says what the parts are.
type block struct {
	norm1       normalizer
	attention   attention
	norm2       normalizer
	feedForward feedForward
}

// feedForward is a block's second sublayer. It reads n vectors of s.normed [n, d] and writes s.out [n, d]. apply is
// told whose it is, for eachRow.
type feedForward interface {
	apply(s *Session, b *block, layer, n int)
	// activate is what it does between its matrices, to the numbers of s.inner from from to to-1.
	activate(s *Session, from, to int)
	// layers are its parts.
	layers() []*linear
	// float32 returns the same layer with its matrices in the reference format.
	float32() feedForward
}

// remember computes queries, keys and values of the n new positions, whose states are in s.x, and puts the latter two
// into the cache. It is all that a last layer needs to do for positions whose hidden state nobody asks for.
func (b *block) remember(s *Session, layer, n int) {
	s.eachRow(b, layer, n, s.model.config.Width, (*block).normalize)
	b.project(s, layer, n)
}

func (b *block) normalize(s *Session, _, from, to int) {
	at := from * s.model.config.Width
	b.norm1.apply(s.normed[at:], s.x[at:], to-from)
}

// complete does what comes after remember, for the new positions from first to n-1. Their states are the first n-first
// vectors of s.x afterwards.
func (b *block) complete(s *Session, layer, first, n int) {
	d := s.model.config.Width
	b.attention.mix(s, layer, first, n)
	n -= first
	copy(s.x[:n*d], s.x[first*d:])
	b.attention.out.apply(s.out, s.mixed, n, &s.input)
	s.eachRow(b, layer, n, 2*d, (*block).between)
	b.feedForward.apply(s, b, layer, n)
	s.eachRow(b, layer, n, d, (*block).add)
}

// between adds the first sublayer's output, and normalizes for the second.
func (b *block) between(s *Session, layer, from, to int) {
	b.add(s, layer, from, to)
	at := from * s.model.config.Width
	b.norm2.apply(s.normed[at:], s.x[at:], to-from)
}

// add adds a sublayer's output.
func (b *block) add(s *Session, _, from, to int) {
	d := s.model.config.Width
	simd.Add(s.x[from*d:to*d], s.out[from*d:])
}

// activate applies what lies between the feed-forward layer's matrices.
func (b *block) activate(s *Session, _, from, to int) {
	inner := s.model.config.Inner
	b.feedForward.activate(s, from*inner, to*inner)
}

func (b *block) float32() block {
	return block{norm1: b.norm1, attention: b.attention.float32(), norm2: b.norm2, feedForward: b.feedForward.float32()}
}
