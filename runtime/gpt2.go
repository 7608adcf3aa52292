package runtime

import (
	"github.com/coconut-page/coconut/quant"
)

// ModelGPT2 is the model_type of GPT-2's architecture (Radford et al., 2019): layer norms before each sublayer, exact
// GELU, biases everywhere. The head is the embedding unless untied_head says otherwise. Positions may be learned, as
// GPT-2's are, or rotary; the GELU may be GPT-2's own tanh approximation.
const ModelGPT2 = "coconut-gpt2"

var gpt2 = architecture{
	check: func(c *Config) error {
		if c.Width%c.Heads != 0 {
			return ErrConfig.Errorf("n_head: %d heads do not divide n_embd = %d", c.Heads, c.Width)
		}
		if c.KVHeads != 0 || c.HeadWidth != 0 || c.QKVBias || c.QKNorm {
			return ErrConfig.Errorf("n_kv_head, head_width, qkv_bias and qk_norm are not for model_type %q", c.ModelType)
		}
		if c.Activation != "" && c.Activation != ActivationGeluTanh {
			return ErrConfig.Errorf("activation is %.40q, want %q or nothing for the exact GELU", c.Activation,
				ActivationGeluTanh)
		}
		return nil
	},
	start: func(s *schema) {
		c := s.config
		s.add("wte.weight", quant.Embedding, c.VocabSize, c.Width)
		if c.Position == PositionLearned {
			s.add("wpe.weight", quant.Positions, c.MaxPositions, c.Width)
		}
	},
	block: func(s *schema) {
		c := s.config
		s.layerNorm("ln_1", c.Width)
		s.linear("attn.c_attn", 3*c.Width, c.Width) // queries, keys, values
		s.linear("attn.c_proj", c.Width, c.Width)
		s.layerNorm("ln_2", c.Width)
		s.linear("mlp.c_fc", c.Inner, c.Width)
		s.linear("mlp.c_proj", c.Width, c.Inner)
	},
	end: func(s *schema) {
		s.layerNorm("ln_f", s.config.Width)
		s.untiedHead()
		if s.config.StopHead {
			s.add("stop.weight", quant.Norm, s.config.Width)
			s.add("stop.bias", quant.Bias, 1)
		}
	},
	readStart: func(r *reader, m *Model) {
		c := &m.config
		m.embedding = r.matrix("wte.weight", c.VocabSize, c.Width)
		m.head = m.embedding
		if c.Position == PositionLearned {
			m.positions = r.matrix("wpe.weight", c.MaxPositions, c.Width)
		}
	},
	readBlock: func(r *reader, c *Config, prefix string, b *block) {
		b.norm1 = r.layerNorm(prefix+"ln_1", c.Width, c.LayerNormEpsilon)
		a := &b.attention
		a.heads, a.kvHeads, a.width = c.Heads, c.Heads, c.headWidth()
		qkv := r.stacked(prefix+"attn.c_attn", c.Width, c.Width, c.Width, c.Width)
		a.q, a.k, a.v = qkv[0], qkv[1], qkv[2]
		a.out = r.linear(prefix+"attn.c_proj", c.Width, c.Width)
		b.norm2 = r.layerNorm(prefix+"ln_2", c.Width, c.LayerNormEpsilon)
		f := &geluLayer{tanh: c.Activation == ActivationGeluTanh}
		f.in, f.out = r.linear(prefix+"mlp.c_fc", c.Inner, c.Width), r.linear(prefix+"mlp.c_proj", c.Width, c.Inner)
		b.feedForward = f
	},
	readEnd: func(r *reader, m *Model) {
		m.norm = r.layerNorm("ln_f", m.config.Width, m.config.LayerNormEpsilon)
		r.untiedHead(m)
		if m.config.StopHead {
			m.stop = r.stopHead(m.config.Width)
		}
	},
}
