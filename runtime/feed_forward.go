package runtime

import "github.com/coconut-page/coconut/simd"

// geluLayer is GPT-2's feed-forward layer: out(GELU(in(x))).
type geluLayer struct {
	in   linear // [n_inner, d]
	out  linear // [d, n_inner]
	tanh bool   // the tanh approximation of GELU instead of the exact one
}

func (g *geluLayer) apply(s *Session, n int) {
	g.in.apply(s.inner, s.normed, n, &s.input)
	inner := s.inner[:n*s.model.config.Inner]
	if g.tanh {
		simd.GeluTanh(inner)
	} else {
		simd.Gelu(inner)
	}
	g.out.apply(s.out, s.inner, n, &s.input)
}

func (g *geluLayer) layers() []*linear { return []*linear{&g.in, &g.out} }

func (g *geluLayer) float32() feedForward {
	return &geluLayer{in: g.in.float32(), out: g.out.float32(), tanh: g.tanh}
}

// swigluLayer is Llama's feed-forward layer (Shazeer, 2002.05202): down(SiLU(gate(x))·up(x)).
type swigluLayer struct {
	gate, up linear // [n_inner, d]
	down     linear // [d, n_inner]
}

func (l *swigluLayer) apply(s *Session, n int) {
	project(s.normed, n, &s.input, projection{&l.gate, s.inner}, projection{&l.up, s.gated})
	inner := n * s.model.config.Inner
	simd.SwiGLU(s.inner[:inner], s.gated[:inner])
	l.down.apply(s.out, s.inner, n, &s.input)
}

func (l *swigluLayer) layers() []*linear { return []*linear{&l.gate, &l.up, &l.down} }

func (l *swigluLayer) float32() feedForward {
	return &swigluLayer{gate: l.gate.float32(), up: l.up.float32(), down: l.down.float32()}
}
