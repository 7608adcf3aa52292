package runtime

import "github.com/coconut-page/coconut/quant"

// ModelLlama is the model_type of Llama's architecture (Touvron et al., 2302.13971) and its kin: RMS norm before each
// sublayer, SwiGLU, rotary positions, grouped-query attention, no biases. Qwen2 adds biases to queries, keys and values
// (qkv_bias), Qwen3 a norm for each head of queries and keys (qk_norm). The head is the embedding unless untied_head
// says otherwise.
const ModelLlama = "coconut-llama"

var llama = architecture{
	check: func(c *Config) error {
		switch {
		case c.HeadWidth == 0 && c.Width%c.Heads != 0:
			return ErrConfig.Errorf("n_head: %d heads do not divide n_embd = %d, and head_width is not set", c.Heads, c.Width)
		case c.KVHeads < 0 || c.KVHeads > c.Heads || c.Heads%c.kvHeads() != 0:
			return ErrConfig.Errorf("n_kv_head is %d, want a divisor of n_head = %d", c.KVHeads, c.Heads)
		case c.Position != PositionRotary:
			return ErrConfig.Errorf("position is %.40q, want %q for model_type %q", c.Position, PositionRotary, c.ModelType)
		case c.Activation != "":
			return ErrConfig.Errorf("activation is %.40q, want none: model_type %q has SwiGLU", c.Activation, c.ModelType)
		case c.StopHead:
			return ErrConfig.Errorf("model_type %q does not support stop_head", c.ModelType)
		}
		return nil
	},
	start: func(s *schema) { s.add("wte.weight", quant.Embedding, s.config.VocabSize, s.config.Width) },
	block: func(s *schema) {
		c := s.config
		queries, keys := c.Heads*c.headWidth(), c.kvHeads()*c.headWidth()
		s.add("norm_1.weight", quant.Norm, c.Width)
		project := func(name string, rows int) {
			s.add(name+".weight", quant.Linear, rows, c.Width)
			if c.QKVBias {
				s.add(name+".bias", quant.Bias, rows)
			}
		}
		project("attn.q", queries)
		project("attn.k", keys)
		project("attn.v", keys)
		if c.QKNorm {
			s.add("attn.q_norm.weight", quant.Norm, c.headWidth())
			s.add("attn.k_norm.weight", quant.Norm, c.headWidth())
		}
		s.add("attn.o.weight", quant.Linear, c.Width, queries)
		s.add("norm_2.weight", quant.Norm, c.Width)
		s.add("mlp.gate.weight", quant.Linear, c.Inner, c.Width)
		s.add("mlp.up.weight", quant.Linear, c.Inner, c.Width)
		s.add("mlp.down.weight", quant.Linear, c.Width, c.Inner)
	},
	end: func(s *schema) {
		s.add("norm_f.weight", quant.Norm, s.config.Width)
		s.untiedHead()
	},
	readStart: func(r *reader, m *Model) {
		m.embedding = r.matrix("wte.weight", m.config.VocabSize, m.config.Width)
		m.head = m.embedding
	},
	gated:     true,
	readBlock: readLlamaBlock,
	readEnd: func(r *reader, m *Model) {
		m.norm = r.rmsNorm("norm_f", m.config.Width, m.config.LayerNormEpsilon)
		r.untiedHead(m)
	},
}

func readLlamaBlock(r *reader, c *Config, prefix string, b *block) {
	queries, keys := c.Heads*c.headWidth(), c.kvHeads()*c.headWidth()
	projected := r.unbiased
	if c.QKVBias {
		projected = r.linear
	}
	b.norm1 = r.rmsNorm(prefix+"norm_1", c.Width, c.LayerNormEpsilon)
	a := &b.attention
	a.heads, a.kvHeads, a.width = c.Heads, c.kvHeads(), c.headWidth()
	a.q = projected(prefix+"attn.q", queries, c.Width)
	a.k = projected(prefix+"attn.k", keys, c.Width)
	a.v = projected(prefix+"attn.v", keys, c.Width)
	if c.QKNorm {
		a.qNorm = r.rmsNorm(prefix+"attn.q_norm", c.headWidth(), c.LayerNormEpsilon)
		a.kNorm = r.rmsNorm(prefix+"attn.k_norm", c.headWidth(), c.LayerNormEpsilon)
	}
	a.out = r.unbiased(prefix+"attn.o", c.Width, queries)
	b.norm2 = r.rmsNorm(prefix+"norm_2", c.Width, c.LayerNormEpsilon)
	f := new(swigluLayer)
	f.gate, f.up = r.unbiased(prefix+"mlp.gate", c.Inner, c.Width), r.unbiased(prefix+"mlp.up", c.Inner, c.Width)
	f.down = r.unbiased(prefix+"mlp.down", c.Width, c.Inner)
	b.feedForward = f
}
