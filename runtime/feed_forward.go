package runtime

import "github.com/coconut-page/coconut/simd"

// geluLayer is GPT-2's feed-forward layer: out(GELU(in(x))), with the exact GELU.
type geluLayer struct {
	in  linear // [n_inner, d]
	out linear // [d, n_inner]
}

func (g *geluLayer) apply(s *Session, n int) {
	g.in.apply(s.inner, s.normed, n, &s.input)
	simd.Gelu(s.inner[:n*s.model.config.Inner])
	g.out.apply(s.out, s.inner, n, &s.input)
}

func (g *geluLayer) float32() feedForward {
	return &geluLayer{in: g.in.float32(), out: g.out.float32()}
}
