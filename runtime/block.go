package runtime

import "github.com/coconut-page/coconut/simd"

// norm is a layer norm.
type norm struct {
	gain, bias []float32
	epsilon    float32
}

// apply normalizes n vectors of the norm's width.
func (n *norm) apply(dst, x []float32, count int) {
	width := len(n.gain)
	for at := 0; at < count*width; at += width {
		simd.LayerNorm(dst[at:at+width], x[at:at+width], n.gain, n.bias, n.epsilon)
	}
}

// block is one layer of GPT-2: x += attention(ln_1(x)), then x += c_proj(gelu(c_fc(ln_2(x)))).
type block struct {
	norm1   norm
	attn    linear // [3d, d]: queries, keys, values
	attnOut linear // [d, d]
	norm2   norm
	mlpIn   linear // [n_inner, d]
	mlpOut  linear // [d, n_inner]
}

// store computes queries, keys and values of the n new positions, whose states are in s.x, and puts the latter two into the cache. It is
// all that a last layer needs to do for positions whose hidden state nobody asks for.
func (b *block) store(s *Session, l, n int) {
	d := s.model.config.Width
	b.norm1.apply(s.normed, s.x, n)
	b.attn.apply(s.qkv, s.normed, n, &s.input)
	for i := range n {
		q, k, v := s.qkv[3*i*d:][:d], s.qkv[(3*i+1)*d:][:d], s.qkv[(3*i+2)*d:][:d]
		if r := s.model.rotary; r != nil {
			r.rotate(q, s.cache.length+i)
			r.rotate(k, s.cache.length+i)
		}
		s.cache.put(l, i, k, v)
	}
}

// finish does what comes after store in layer l, for the new positions from first to n-1. Their states are the first n-first vectors of
// s.x afterwards.
func (b *block) finish(s *Session, l, first, n int) {
	d := s.model.config.Width
	for i := first; i < n; i++ {
		s.attend(l, i, s.mixed[(i-first)*d:][:d])
	}
	n -= first
	copy(s.x[:n*d], s.x[first*d:])
	b.attnOut.apply(s.out, s.mixed, n, &s.input)
	simd.Add(s.x[:n*d], s.out)

	b.norm2.apply(s.normed, s.x, n)
	b.mlpIn.apply(s.inner, s.normed, n, &s.input)
	simd.Gelu(s.inner[:n*s.model.config.Inner])
	b.mlpOut.apply(s.out, s.inner, n, &s.input)
	simd.Add(s.x[:n*d], s.out)
}

func (b *block) float32() block {
	return block{
		norm1: b.norm1, attn: b.attn.float32(), attnOut: b.attnOut.float32(),
		norm2: b.norm2, mlpIn: b.mlpIn.float32(), mlpOut: b.mlpOut.float32(),
	}
}
