//go:build !tasks_only

package runtime

import (
	"github.com/coconut-page/coconut/simd"
)

// Projection is what CODI (Shen et al., 2502.21074) puts between a hidden state and the thought that it becomes: Linear
// [inner, n_embd], GELU, Linear [n_embd, inner], and a layer norm. Its tensors' names begin with ProjectionPrefix.
type Projection struct {
	// Inner is the size of the hidden layer.
	Inner int `json:"inner"`
	// Activation is "" for the exact GELU, or ActivationGeluTanh.
	Activation string `json:"activation,omitempty"`
	// NormEpsilon is added to the variance in the layer norm; 0 means that there is none.
	NormEpsilon float64 `json:"layer_norm_epsilon,omitempty"`
}

// ProjectionPrefix is what the names of a projection's tensors begin with: in.weight [inner, n_embd], in.bias [inner],
// out.weight [n_embd, inner], out.bias [n_embd], and ln.weight and ln.bias [n_embd].
const ProjectionPrefix = "latent.projection."

// latentProjection lists the tensors of the scheme's projection, if there is one.
func (s *schema) latentProjection() {
	c := s.config
	if c.Latent == nil || c.Latent.Projection == nil {
		return
	}
	p := c.Latent.Projection
	s.linear(ProjectionPrefix+"in", p.Inner, c.Width)
	s.linear(ProjectionPrefix+"out", c.Width, p.Inner)
	if p.NormEpsilon > 0 {
		s.layerNorm(ProjectionPrefix+"ln", c.Width)
	}
}

// latentProjection takes them; it returns nil if there is none.
func (r *reader) latentProjection(c *Config) projector {
	if c.Latent == nil || c.Latent.Projection == nil {
		return nil
	}
	p := c.Latent.Projection
	j := &geluProjector{tanh: p.Activation == ActivationGeluTanh}
	j.in = r.linear(ProjectionPrefix+"in", p.Inner, c.Width)
	j.out = r.linear(ProjectionPrefix+"out", c.Width, p.Inner)
	if p.NormEpsilon > 0 {
		j.norm = r.layerNorm(ProjectionPrefix+"ln", c.Width, p.NormEpsilon)
	}
	return j
}

// geluProjector is a Projection's weights.
type geluProjector struct {
	in   linear // [inner, d]
	out  linear // [d, inner]
	norm normalizer
	tanh bool
}

func (p *geluProjector) thought(s *Session) []float32 {
	c := &s.model.config
	if s.between == nil {
		s.between = make([]float32, c.Latent.Projection.Inner)
	}
	p.in.apply(s.between, s.hidden, 1, &s.input)
	if p.tanh {
		simd.GeluTanh(s.between)
	} else {
		simd.Gelu(s.between)
	}
	thought := s.out[:c.Width]
	p.out.apply(thought, s.between, 1, &s.input)
	if p.norm != nil {
		p.norm.apply(thought, thought, 1)
	}
	return thought
}

func (p *geluProjector) float32() projector {
	return &geluProjector{in: p.in.float32(), out: p.out.float32(), norm: p.norm, tanh: p.tanh}
}
