package huggingface

import (
	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// family is one of transformers' architectures.
type family struct {
	config func(c *config) (runtime.Config, error)
	// prefix is what the names of most tensors begin with.
	prefix string
	// names are theirs by ours: a block's without "h.N." or "layers.N.", and all without ".weight" and ".bias". Names
	// that are not listed are the same.
	names map[string]string
	block string
	// conv1D says that the layers' matrices are stored as [inputs, outputs].
	conv1D bool
}

// families are the architectures that can be read, by model_type.
var families = map[string]family{
	"gpt2":  {config: (*config).gpt2, prefix: "transformer.", block: "h.", conv1D: true},
	"llama": {config: (*config).llama, prefix: "model.", block: "layers.", names: llamaNames},
	"qwen2": {config: (*config).qwen2, prefix: "model.", block: "layers.", names: llamaNames},
	"qwen3": {config: (*config).qwen3, prefix: "model.", block: "layers.", names: llamaNames},
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

// transposed reports whether a matrix is stored as [inputs, outputs].
func (f family) transposed(spec quant.Spec) bool { return f.conv1D && spec.Role == quant.Linear }
