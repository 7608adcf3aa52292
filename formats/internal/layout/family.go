package layout

import (
	"encoding/json"
	"fmt"

	"github.com/coconut-page/coconut/runtime"
)

// Family names the architecture by which other programs know a model: gpt2, llama, qwen2 or qwen3. The error says what
// about the model none of them has.
func Family(c runtime.Config) (string, error) {
	switch {
	case c.StopHead:
		return "", fmt.Errorf("stop_head: other programs have nothing like it")
	case c.ModelType == runtime.ModelGPT2:
		if c.Position != runtime.PositionLearned {
			return "", fmt.Errorf("position is %q, and other programs' gpt2 has learned positions only", c.Position)
		}
		return "gpt2", nil
	case c.ModelType != runtime.ModelLlama:
		return "", fmt.Errorf("model_type %q; supported: %s, %s", c.ModelType, runtime.ModelGPT2, runtime.ModelLlama)
	case c.RotaryWidth != 0:
		return "", fmt.Errorf("rotary_width is %d, and other programs rotate whole heads", c.RotaryWidth)
	case c.QKVBias && c.QKNorm:
		return "", fmt.Errorf("qkv_bias and qk_norm: other programs have one or the other")
	case c.QKVBias:
		return "qwen2", nil
	case c.QKNorm:
		return "qwen3", nil
	}
	return "llama", nil
}

// Ends reads a generation_config.json: the tokens that end a text, as Hugging Face's folders have them, one or a list.
func Ends(data []byte) ([]int, error) {
	var file struct {
		EOS json.RawMessage `json:"eos_token_id"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", GenerationFile, err)
	}
	var one *int // nil for null
	if json.Unmarshal(file.EOS, &one) == nil && one != nil {
		return []int{*one}, nil
	}
	var all []int
	if file.EOS != nil {
		if err := json.Unmarshal(file.EOS, &all); err != nil {
			return nil, fmt.Errorf("%s: eos_token_id: %w", GenerationFile, err)
		}
	}
	return all, nil
}
