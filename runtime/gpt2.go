package runtime

import (
	"github.com/coconut-page/coconut/quant"
)

// ModelGPT2 is the model_type of GPT-2's architecture (Radford et al., 2019): layer norms before each sublayer, exact GELU, biases
// everywhere, a tied head. Positions may be learned, as GPT-2's are, or rotary.
const ModelGPT2 = "coconut-gpt2"

var gpt2 = architecture{
	check: func(c Config) error {
		if c.Width%c.Heads != 0 {
			return ErrConfig.Errorf("n_head: %d heads do not divide n_embd = %d", c.Heads, c.Width)
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
		if s.config.StopHead {
			s.add("stop.weight", quant.Norm, s.config.Width)
			s.add("stop.bias", quant.Bias, 1)
		}
	},
	read: func(r *reader, c Config, prefix string) block {
		norm1 := r.norm(prefix+"ln_1", c.Width, c.LayerNormEpsilon)
		qkv := r.stacked(prefix+"attn.c_attn", c.Width, c.Width, c.Width, c.Width)
		return block{
			norm1: norm1,
			attention: attention{
				q: qkv[0], k: qkv[1], v: qkv[2], out: r.linear(prefix+"attn.c_proj", c.Width, c.Width),
				heads: c.Heads, kvHeads: c.Heads, width: c.headWidth(),
			},
			norm2: r.norm(prefix+"ln_2", c.Width, c.LayerNormEpsilon),
			feedForward: &geluLayer{
				in: r.linear(prefix+"mlp.c_fc", c.Inner, c.Width), out: r.linear(prefix+"mlp.c_proj", c.Width, c.Inner),
			},
		}
	},
}
