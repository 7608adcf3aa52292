package toymodel

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/runtime"
)

// theirNames are the names of Hugging Face's Llama, by ours.
var theirNames = strings.NewReplacer("h.0.", "model.layers.0.", "wte", "model.embed_tokens",
	"norm_1", "input_layernorm", "norm_2", "post_attention_layernorm", "norm_f", "model.norm",
	"attn.q", "self_attn.q_proj", "attn.k", "self_attn.k_proj", "attn.v", "self_attn.v_proj", "attn.o", "self_attn.o_proj",
	"mlp.gate", "mlp.gate_proj", "mlp.up", "mlp.up_proj", "mlp.down", "mlp.down_proj")

// HuggingFace returns the same model in Hugging Face's layout, by the names of the files.
func HuggingFace(change func(f *gguf.File)) (map[string][]byte, error) {
	c, err := Checkpoint(change)
	if err != nil {
		return nil, err
	}
	files, err := c.Files()
	if err != nil {
		return nil, err
	}
	if files["config.json"], err = configJSON(c.Config()); err != nil {
		return nil, err
	}
	files["model.safetensors"], err = safetensors(c)
	return files, err
}

func configJSON(c runtime.Config) ([]byte, error) {
	return json.Marshal(map[string]any{
		"model_type": "llama", "vocab_size": c.VocabSize, "max_position_embeddings": c.MaxPositions,
		"hidden_size": c.Width, "num_hidden_layers": c.Layers, "num_attention_heads": c.Heads,
		"intermediate_size": c.Inner, "rms_norm_eps": c.LayerNormEpsilon, "rope_theta": c.RotaryBase,
		"tie_word_embeddings": true,
	})
}

func safetensors(c *gguf.Checkpoint) ([]byte, error) {
	header, data := map[string]any{}, []byte{}
	for _, spec := range c.Config().Tensors() {
		values, err := c.Floats(spec)
		if err != nil {
			return nil, err
		}
		from := len(data)
		for _, v := range values {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		name := theirNames.Replace(spec.Name)
		header[name] = map[string]any{"dtype": "F32", "shape": spec.Shape, "data_offsets": []int{from, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), data...), nil
}
