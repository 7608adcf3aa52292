package layout

import (
	"fmt"

	"github.com/coconut-page/coconut/runtime"
)

// Family names the architecture by which other programs know a model: gpt2, llama, qwen2 or qwen3. The error says what
// about the model none of them has.
func Family(c runtime.Config) (string, error) {
	switch {
	case c.ModelType == runtime.ModelGPT2 && c.Position != runtime.PositionLearned:
		return "", fmt.Errorf("position is %q, and other programs' gpt2 has learned positions only", c.Position)
	case c.StopHead:
		return "", fmt.Errorf("stop_head: other programs have nothing like it")
	case c.Latent != nil && c.Latent.Projection != nil:
		return "", fmt.Errorf("latent.projection: other programs have nothing like it")
	case c.ModelType == runtime.ModelGPT2:
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
