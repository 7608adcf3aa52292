package huggingface

import (
	"cmp"

	"github.com/coconut-page/coconut/runtime"
)

// gpt2Fields is the inverse of config.gpt2.
func gpt2Fields(c runtime.Config) map[string]any {
	activation := "gelu"
	if c.Activation == runtime.ActivationGeluTanh {
		activation = "gelu_new"
	}
	return map[string]any{
		"n_positions": c.MaxPositions, "n_embd": c.Width, "n_layer": c.Layers, "n_head": c.Heads, "n_inner": c.Inner,
		"activation_function": activation, "layer_norm_epsilon": c.LayerNormEpsilon,
	}
}

// llamaFields is the inverse of config.rotary. The positions are described as transformers 4 does, which 5 reads, too.
func llamaFields(c runtime.Config) map[string]any {
	fields := map[string]any{
		"max_position_embeddings": c.MaxPositions, "hidden_size": c.Width, "num_hidden_layers": c.Layers,
		"num_attention_heads": c.Heads, "num_key_value_heads": cmp.Or(c.KVHeads, c.Heads), "intermediate_size": c.Inner,
		"hidden_act": "silu", "rms_norm_eps": c.LayerNormEpsilon, "rope_theta": c.RotaryBase,
	}
	if c.HeadWidth != 0 {
		fields["head_dim"] = c.HeadWidth
	}
	if s := c.RotaryScaling; s != (runtime.RotaryScaling{}) {
		fields["rope_scaling"] = map[string]any{
			"rope_type": "llama3", "factor": s.Factor, "low_freq_factor": s.LowFactor, "high_freq_factor": s.HighFactor,
			"original_max_position_embeddings": s.Original,
		}
	}
	return fields
}
