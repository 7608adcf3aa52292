package runtime

import "github.com/coconut-page/coconut/quant"

// ModelLlama is the model_type of Llama's architecture (Touvron et al., 2302.13971) and its kin: RMS norms before each sublayer, SwiGLU, rotary
// positions, grouped-query attention, no biases. Qwen2 adds biases to queries, keys and values (qkv_bias), Qwen3 a norm for each head of
// queries and keys (qk_norm). The head is the embedding unless untied_head says otherwise.
const ModelLlama = "coconut-llama"

var llama = architecture{
	check: func(c Config) error {
		switch {
		case c.HeadWidth == 0 && c.Width%c.Heads != 0:
			return ErrConfig.Errorf("n_head: %d heads do not divide n_embd = %d, and there is no head_width", c.Heads, c.Width)
		case c.KVHeads < 0 || c.KVHeads > c.Heads || c.Heads%c.kvHeads() != 0:
			return ErrConfig.Errorf("n_kv_head is %d, want a divisor of n_head = %d", c.KVHeads, c.Heads)
		case c.Position != PositionRotary:
			return ErrConfig.Errorf("position is %.40q, want %q for model_type %q", c.Position, PositionRotary, c.ModelType)
		case c.Activation != "":
			return ErrConfig.Errorf("activation is %.40q, want nothing: model_type %q has SwiGLU", c.Activation, c.ModelType)
		case c.StopHead:
			return ErrConfig.Errorf("stop_head is not for model_type %q", c.ModelType)
		}
		return nil
	},
	start: func(s *schema) { s.add("wte.weight", quant.Embedding, s.config.VocabSize, s.config.Width) },
	block: func(s *schema) {
		c := s.config
		queries, keys := c.Heads*c.headWidth(), c.kvHeads()*c.headWidth()
		s.add("norm_1.weight", quant.Norm, c.Width)
		for _, p := range []struct {
			name string
			rows int
		}{{"attn.q", queries}, {"attn.k", keys}, {"attn.v", keys}} {
			s.add(p.name+".weight", quant.Linear, p.rows, c.Width)
			if c.QKVBias {
				s.add(p.name+".bias", quant.Bias, p.rows)
			}
		}
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
		if s.config.UntiedHead {
			s.add("lm_head.weight", quant.Head, s.config.VocabSize, s.config.Width)
		}
	},
	readStart: func(r *reader, m *Model) {
		m.embedding = r.matrix("wte.weight", m.config.VocabSize, m.config.Width)
		m.head = m.embedding
	},
	gated:     true,
	readBlock: readLlamaBlock,
	readEnd: func(r *reader, m *Model) {
		m.norm = r.rmsNorm("norm_f", m.config.Width, m.config.LayerNormEpsilon)
		if m.config.UntiedHead {
			m.head = r.matrix("lm_head.weight", m.config.VocabSize, m.config.Width)
		}
	},
}

func readLlamaBlock(r *reader, c Config, prefix string) block {
	queries, keys := c.Heads*c.headWidth(), c.kvHeads()*c.headWidth()
	projected := func(name string, rows int) linear {
		if c.QKVBias {
			return r.linear(prefix+name, rows, c.Width)
		}
		return r.unbiased(prefix+name, rows, c.Width)
	}
	b := block{norm1: r.rmsNorm(prefix+"norm_1", c.Width, c.LayerNormEpsilon)}
	b.attention = attention{
		q: projected("attn.q", queries), k: projected("attn.k", keys), v: projected("attn.v", keys),
		heads: c.Heads, kvHeads: c.kvHeads(), width: c.headWidth(),
	}
	if c.QKNorm {
		b.attention.qNorm = r.rmsNorm(prefix+"attn.q_norm", c.headWidth(), c.LayerNormEpsilon)
		b.attention.kNorm = r.rmsNorm(prefix+"attn.k_norm", c.headWidth(), c.LayerNormEpsilon)
	}
	b.attention.out = r.unbiased(prefix+"attn.o", c.Width, queries)
	b.norm2 = r.rmsNorm(prefix+"norm_2", c.Width, c.LayerNormEpsilon)
	b.feedForward = &swigluLayer{
		gate: r.unbiased(prefix+"mlp.gate", c.Inner, c.Width), up: r.unbiased(prefix+"mlp.up", c.Inner, c.Width),
		down: r.unbiased(prefix+"mlp.down", c.Width, c.Inner),
	}
	return b
}
