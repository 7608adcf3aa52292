package layout

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime"
)

func TestFamily(t *testing.T) {
	gpt2 := runtime.Config{ModelType: runtime.ModelGPT2, Position: runtime.PositionLearned}
	llama := runtime.Config{ModelType: runtime.ModelLlama, Position: runtime.PositionRotary}
	for want, c := range map[string]runtime.Config{
		"gpt2": gpt2, "llama": llama, "qwen2": changed(llama, func(c *runtime.Config) { c.QKVBias = true }),
		"qwen3": changed(llama, func(c *runtime.Config) { c.QKNorm = true }),
	} {
		if got, err := Family(c); got != want || err != nil {
			t.Errorf("%+v is %q, %v; want %q", c, got, err, want)
		}
	}
	for says, c := range map[string]runtime.Config{
		"stop_head": changed(gpt2, func(c *runtime.Config) { c.StopHead = true }),
		"latent.projection": changed(gpt2, func(c *runtime.Config) {
			c.Latent = &runtime.LatentScheme{Projection: &runtime.Projection{}}
		}),
		"learned positions": changed(gpt2, func(c *runtime.Config) { c.Position = runtime.PositionRotary }),
		"rotary_width is 2": changed(llama, func(c *runtime.Config) { c.RotaryWidth = 2 }),
		"qkv_bias and":      changed(llama, func(c *runtime.Config) { c.QKVBias, c.QKNorm = true, true }),
		`"mamba"`:           {ModelType: "mamba"},
	} {
		if _, err := Family(c); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want %q", c, err, says)
		}
	}
}

func changed(c runtime.Config, change func(c *runtime.Config)) runtime.Config {
	change(&c)
	return c
}
