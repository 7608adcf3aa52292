package runtime

import "github.com/coconut-page/coconut/simd"

// norm is a layer norm.
type norm struct {
	gain, bias []float32
	epsilon    float32
}

func (n *norm) apply(dst, x []float32) { simd.LayerNorm(dst, x, n.gain, n.bias, n.epsilon) }

// block is one layer of GPT-2: x += attention(ln_1(x)), then x += c_proj(gelu(c_fc(ln_2(x)))).
type block struct {
	norm1   norm
	attn    linear // [3d, d]: queries, keys, values
	attnOut linear // [d, d]
	norm2   norm
	mlpIn   linear // [n_inner, d]
	mlpOut  linear // [d, n_inner]
}

// apply runs layer l of the session's model on the state in s.x, for the position that the cache stands at, and stores its key and
// value there.
func (b *block) apply(s *Session, l int) {
	b.store(s, l)
	s.attend(l)
	b.attnOut.apply(s.out, s.mixed, &s.scratch)
	simd.Add(s.x, s.out)

	b.norm2.apply(s.normed, s.x)
	b.mlpIn.apply(s.inner, s.normed, &s.scratch)
	simd.Gelu(s.inner)
	b.mlpOut.apply(s.out, s.inner, &s.scratch)
	simd.Add(s.x, s.out)
}

// store computes query, key and value and puts the latter two into the cache. It is all that a last layer needs to do for a token
// whose hidden state nobody asks for.
func (b *block) store(s *Session, l int) {
	b.norm1.apply(s.normed, s.x)
	b.attn.apply(s.qkv, s.normed, &s.scratch)
	d := s.model.config.Width
	q, k, v := s.qkv[:d], s.qkv[d:2*d], s.qkv[2*d:3*d]
	if r := s.model.rotary; r != nil {
		r.rotate(q, s.cache.length)
		r.rotate(k, s.cache.length)
	}
	s.cache.put(l, k, v)
}

func (b *block) float32() block {
	return block{
		norm1: b.norm1, attn: b.attn.float32(), attnOut: b.attnOut.float32(),
		norm2: b.norm2, mlpIn: b.mlpIn.float32(), mlpOut: b.mlpOut.float32(),
	}
}
