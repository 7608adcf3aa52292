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

// feedForward is a block's second sublayer. It reads n vectors of s.normed [n, d] and writes s.out [n, d].
type feedForward interface {
	apply(s *Session, n int)
	// layers are its parts.
	layers() []*linear
	// float32 returns the same layer with its matrices in the reference format.
	float32() feedForward
}

// remember computes queries, keys and values of the n new positions, whose states are in s.x, and puts the latter two
// into the cache. It is all that a last layer needs to do for positions whose hidden state nobody asks for.
func (b *block) remember(s *Session, layer, n int) {
	b.norm1.apply(s.normed, s.x, n)
	b.attention.project(s, layer, n)
}

// complete does what comes after remember, for the new positions from first to n-1. Their states are the first n-first
// vectors of s.x afterwards.
func (b *block) complete(s *Session, layer, first, n int) {
	d := s.model.config.Width
	b.attention.mix(s, layer, first, n)
	n -= first
	copy(s.x[:n*d], s.x[first*d:])
	b.attention.out.apply(s.out, s.mixed, n, &s.input)
	simd.Add(s.x[:n*d], s.out)

	b.norm2.apply(s.normed, s.x, n)
	b.feedForward.apply(s, n)
	simd.Add(s.x[:n*d], s.out)
}

func (b *block) float32() block {
	return block{norm1: b.norm1, attention: b.attention.float32(), norm2: b.norm2, feedForward: b.feedForward.float32()}
}
