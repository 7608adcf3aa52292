package runtime

import "github.com/coconut-page/coconut/simd"

// geluLayer is GPT-2's feed-forward layer: out(GELU(in(x))).
type geluLayer struct {
	in   linear // [n_inner, d]
	out  linear // [d, n_inner]
	tanh bool   // the tanh approximation of GELU instead of the exact one
}

func (g *geluLayer) apply(s *Session, b *block, layer, n int) {
	g.in.apply(s.inner, s.normed, n, &s.input)
	s.eachRow(b, layer, n, s.model.config.Inner, (*block).activate)
	g.out.apply(s.out, s.inner, n, &s.input)
}

func (g *geluLayer) activate(s *Session, from, to int) {
	if g.tanh {
		simd.GeluTanh(s.inner[from:to])
	} else {
		simd.Gelu(s.inner[from:to])
	}
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

func (l *swigluLayer) apply(s *Session, b *block, layer, n int) {
	project(s.normed, n, &s.input, projection{&l.gate, s.inner}, projection{&l.up, s.gated})
	s.eachRow(b, layer, n, s.model.config.Inner, (*block).activate)
	l.down.apply(s.out, s.inner, n, &s.input)
}

func (l *swigluLayer) activate(s *Session, from, to int) {
	simd.SwiGLU(s.inner[from:to], s.gated[from:to])
}

func (l *swigluLayer) layers() []*linear { return []*linear{&l.gate, &l.up, &l.down} }

func (l *swigluLayer) float32() feedForward {
	return &swigluLayer{gate: l.gate.float32(), up: l.up.float32(), down: l.down.float32()}
}
