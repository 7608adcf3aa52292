package huggingface

import (
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// family is one of transformers' architectures.
type family struct {
	// config reads a config.json; fields writes one, and class is transformers' class for it.
	config func(c *config) (runtime.Config, error)
	fields func(c runtime.Config) map[string]any
	class  string
	// prefix is what the names of most tensors begin with.
	prefix string
	// names are theirs by ours: a block's without "h.N." or "layers.N.", and all without ".weight" and ".bias". Names
	// that are not listed are the same.
	names map[string]string
	block string
	// conv1D says that the blocks' matrices are stored as [inputs, outputs].
	conv1D bool
}

// families are the architectures that are read and written, by model_type.
var families = map[string]family{
	"gpt2": {config: (*config).gpt2, fields: gpt2Fields, class: "GPT2LMHeadModel", prefix: "transformer.", block: "h.",
		conv1D: true},
	"llama": llamaFamily("LlamaForCausalLM", (*config).llama),
	"qwen2": llamaFamily("Qwen2ForCausalLM", (*config).qwen2),
	"qwen3": llamaFamily("Qwen3ForCausalLM", (*config).qwen3),
}

func llamaFamily(class string, config func(c *config) (runtime.Config, error)) family {
	return family{config: config, fields: llamaFields, class: class, prefix: "model.", block: "layers.", names: llamaNames}
}

var llamaNames = map[string]string{
	"wte": "embed_tokens", "norm_1": "input_layernorm", "attn.q": "self_attn.q_proj", "attn.k": "self_attn.k_proj",
	"attn.v": "self_attn.v_proj", "attn.o": "self_attn.o_proj", "attn.q_norm": "self_attn.q_norm",
	"attn.k_norm": "self_attn.k_norm", "norm_2": "post_attention_layernorm", "mlp.gate": "mlp.gate_proj",
	"mlp.up": "mlp.up_proj", "mlp.down": "mlp.down_proj", "norm_f": "norm",
}

// nameOf turns h.3.norm_1.weight into layers.3.input_layernorm.weight.
func (f family) nameOf(ours string) string {
	name, _ := layout.Rename(ours, f.block, f.names)
	return name
}

// written is the name under which transformers looks for a tensor: the head alone has no prefix.
func (f family) written(spec quant.Spec) string {
	if spec.Role == quant.Head {
		return f.nameOf(spec.Name)
	}
	return f.prefix + f.nameOf(spec.Name)
}

// transposed reports whether a matrix is stored as [inputs, outputs].
func (f family) transposed(spec quant.Spec) bool {
	return f.conv1D && spec.Role == quant.Linear && strings.HasPrefix(spec.Name, "h.")
}
