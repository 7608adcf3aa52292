package gguf

import (
	"cmp"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/runtime"
)

// family is one of llama.cpp's architectures.
type family struct {
	// config reads the metadata; pairs writes it, with keys that lack the architecture's name.
	config func(m metadataReader) runtime.Config
	pairs  func(c runtime.Config) []Pair
	// names maps our tensors to llama.cpp's names: a block's without "h.N." or "blk.N.", and all without ".weight" and
	// ".bias".
	names map[string]string
	// interleaved says that rows of queries and keys are stored in pairs (2i, 2i+1), not in halves.
	interleaved bool
}

// families are the architectures that are read and written, by general.architecture.
var families = map[string]family{
	"gpt2":  {config: gpt2Config, pairs: gpt2Pairs, names: gpt2Names},
	"llama": {config: llamaConfig, pairs: llamaPairs, names: llamaNames, interleaved: true},
	"qwen2": {config: llamaConfig, pairs: llamaPairs, names: llamaNames},
	"qwen3": {config: llamaConfig, pairs: llamaPairs, names: llamaNames},
}

var gpt2Names = map[string]string{
	"wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm", "ln_1": "attn_norm", "attn.c_attn": "attn_qkv",
	"attn.c_proj": "attn_output", "ln_2": "ffn_norm", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down", "lm_head": "output",
}

var llamaNames = map[string]string{
	"wte": "token_embd", "norm_1": "attn_norm", "attn.q": "attn_q", "attn.k": "attn_k", "attn.v": "attn_v",
	"attn.q_norm": "attn_q_norm", "attn.k_norm": "attn_k_norm", "attn.o": "attn_output", "norm_2": "ffn_norm",
	"mlp.gate": "ffn_gate", "mlp.up": "ffn_up", "mlp.down": "ffn_down", "norm_f": "output_norm", "lm_head": "output",
}

// nameOf turns h.3.ln_1.weight into blk.3.attn_norm.weight.
func (f family) nameOf(ours string) (string, error) {
	theirs, ok := layout.Rename(ours, "blk.", f.names)
	if !ok {
		return "", ErrShape.Errorf("llama.cpp has no tensor like %s", ours)
	}
	return theirs, nil
}

// sizes are what all families have.
func sizes(c runtime.Config) []Pair {
	return []Pair{
		{"context_length", uint32(c.MaxPositions)}, {"embedding_length", uint32(c.Width)}, {"block_count", uint32(c.Layers)},
		{"feed_forward_length", uint32(c.Inner)}, {"attention.head_count", uint32(c.Heads)},
		{"vocab_size", uint32(c.VocabSize)},
	}
}

// gpt2Pairs is the inverse of gpt2Config.
func gpt2Pairs(c runtime.Config) []Pair {
	return append(sizes(c), Pair{"attention.layer_norm_epsilon", float32(c.LayerNormEpsilon)})
}

// llamaPairs is the inverse of llamaConfig.
func llamaPairs(c runtime.Config) []Pair {
	pairs := append(sizes(c), Pair{"attention.head_count_kv", uint32(cmp.Or(c.KVHeads, c.Heads))},
		Pair{"attention.layer_norm_rms_epsilon", float32(c.LayerNormEpsilon)},
		Pair{"rope.freq_base", float32(c.RotaryBase)}, Pair{"rope.dimension_count", uint32(c.Rotated())})
	if c.HeadWidth != 0 {
		pairs = append(pairs, Pair{"attention.key_length", uint32(c.HeadWidth)},
			Pair{"attention.value_length", uint32(c.HeadWidth)})
	}
	return pairs
}
