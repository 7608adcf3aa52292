package huggingface

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime"
)

// config is a config.json: what we read of it, and what we must not overlook.
type config struct {
	ModelType string `json:"model_type"`
	VocabSize int    `json:"vocab_size"`
	Tied      *bool  `json:"tie_word_embeddings"`

	// GPT-2's names.
	Positions  int     `json:"n_positions"`
	Embd       int     `json:"n_embd"`
	Layer      int     `json:"n_layer"`
	Head       int     `json:"n_head"`
	Inner      int     `json:"n_inner"`
	Activation string  `json:"activation_function"`
	Epsilon    float64 `json:"layer_norm_epsilon"`
	ByLayer    bool    `json:"scale_attn_by_inverse_layer_idx"`
	Unscaled   *bool   `json:"scale_attn_weights"`

	// Llama's names.
	MaxPositions  int     `json:"max_position_embeddings"`
	HiddenSize    int     `json:"hidden_size"`
	Layers        int     `json:"num_hidden_layers"`
	Heads         int     `json:"num_attention_heads"`
	KVHeads       int     `json:"num_key_value_heads"`
	HeadDim       int     `json:"head_dim"`
	Intermediate  int     `json:"intermediate_size"`
	HiddenAct     string  `json:"hidden_act"`
	RMSEpsilon    float64 `json:"rms_norm_eps"`
	Theta         float64 `json:"rope_theta"`
	Scaling       *rope   `json:"rope_scaling"`
	Rope          *rope   `json:"rope_parameters"` // transformers 5 has Theta and Scaling here
	AttentionBias bool    `json:"attention_bias"`
	MLPBias       bool    `json:"mlp_bias"`
	Sliding       bool    `json:"use_sliding_window"`

	untied bool
}

// rope is rope_scaling or rope_parameters.
type rope struct {
	Type     string  `json:"rope_type"`
	OldType  string  `json:"type"`
	Theta    float64 `json:"rope_theta"`
	Factor   float64 `json:"factor"`
	Low      float64 `json:"low_freq_factor"`
	High     float64 `json:"high_freq_factor"`
	Original int     `json:"original_max_position_embeddings"`
}

// checkNamed refuses a config.json that does not say what model it is, as people publish them, even empty ones, or that
// names a model of another architecture.
func checkNamed(data []byte) error {
	var c config
	if len(bytes.TrimSpace(data)) > 0 {
		if err := json.Unmarshal(data, &c); err != nil {
			return ErrFile.Errorf("%w", err)
		}
	}
	if c.ModelType == "" {
		return ErrFile.Errorf("it does not say what model it is (model_type is missing); take the config.json of the model " +
			"that this one was trained from (coconut import --config FILE)")
	}
	if _, ok := families[c.ModelType]; !ok {
		return ErrUnsupported.Errorf("model_type %.40q; supported: %s", c.ModelType,
			strings.Join(slices.Sorted(maps.Keys(families)), ", "))
	}
	return nil
}

// CheckConfig refuses the config.json of a model that cannot be run, before its weights are there. Errors are those of
// Open.
func CheckConfig(data []byte) error {
	if _, _, err := parseConfig(data, func(family, string) bool { return false }); err != nil {
		return fault.Errorf("huggingface", "%s: %w", configFile, err)
	}
	return nil
}

// parseConfig reads a config.json. has tells which tensors there are.
func parseConfig(data []byte, has func(f family, ours string) bool) (family, runtime.Config, error) {
	if err := checkNamed(data); err != nil {
		return family{}, runtime.Config{}, err
	}
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return family{}, runtime.Config{}, ErrFile.Errorf("%w", err)
	}
	f := families[c.ModelType]
	// A file may say that the head is tied and have one anyway; transformers then ignores it.
	c.untied = has(f, "lm_head.weight") && (c.Tied == nil && c.ModelType != "gpt2" || c.Tied != nil && !*c.Tied)
	out, err := f.config(&c)
	if err != nil {
		return f, runtime.Config{}, err
	}
	if err := out.Validate(); err != nil {
		return f, runtime.Config{}, ErrFile.Errorf("it describes no model that can be run: %w", err)
	}
	return f, out, nil
}

func (c *config) gpt2() (runtime.Config, error) {
	activation, ok := map[string]string{
		"": runtime.ActivationGeluTanh, "gelu_new": runtime.ActivationGeluTanh, "gelu_pytorch_tanh": runtime.ActivationGeluTanh,
		"gelu": "",
	}[c.Activation]
	if !ok {
		return runtime.Config{}, ErrUnsupported.Errorf("activation_function %.40q; supported: gelu_new, gelu", c.Activation)
	}
	if c.ByLayer || c.Unscaled != nil && !*c.Unscaled {
		return runtime.Config{}, ErrUnsupported.Errorf("another scale of attention than the square root of a head's width")
	}
	return runtime.Config{
		ModelType: runtime.ModelGPT2, VocabSize: c.VocabSize, MaxPositions: c.Positions,
		MaxNewTokens: min(c.Positions, layout.MaxAnswer), Width: c.Embd, Layers: c.Layer, Heads: c.Head,
		Inner: cmp.Or(c.Inner, 4*c.Embd), Activation: activation, UntiedHead: c.untied,
		LayerNormEpsilon: cmp.Or(c.Epsilon, 1e-5), Position: runtime.PositionLearned,
	}, nil
}

func (c *config) llama() (runtime.Config, error) {
	if c.AttentionBias {
		return runtime.Config{}, ErrUnsupported.Errorf("attention_bias")
	}
	return c.rotary()
}

// qwen2 has biases of queries, keys and values, whatever the config says.
func (c *config) qwen2() (runtime.Config, error) {
	out, err := c.rotary()
	out.QKVBias = true
	return out, err
}

func (c *config) qwen3() (runtime.Config, error) {
	out, err := c.llama()
	out.QKNorm = true
	return out, err
}

// rotary reads what Llama's kin share.
func (c *config) rotary() (runtime.Config, error) {
	switch {
	case c.HiddenAct != "" && c.HiddenAct != "silu":
		return runtime.Config{}, ErrUnsupported.Errorf("hidden_act %.40q; supported: silu", c.HiddenAct)
	case c.MLPBias:
		return runtime.Config{}, ErrUnsupported.Errorf("mlp_bias")
	case c.Sliding:
		return runtime.Config{}, ErrUnsupported.Errorf("use_sliding_window")
	}
	positions := min(c.MaxPositions, layout.MaxContext)
	out := runtime.Config{
		ModelType: runtime.ModelLlama, VocabSize: c.VocabSize, MaxPositions: positions,
		MaxNewTokens: min(positions, layout.MaxAnswer), Width: c.HiddenSize, Layers: c.Layers, Heads: c.Heads,
		KVHeads: c.KVHeads, HeadWidth: c.HeadDim, Inner: c.Intermediate, UntiedHead: c.untied,
		LayerNormEpsilon: cmp.Or(c.RMSEpsilon, 1e-6), Position: runtime.PositionRotary,
		RotaryBase: cmp.Or(c.Theta, 10_000),
	}
	for _, r := range []*rope{c.Scaling, c.Rope} {
		if r == nil {
			continue
		}
		out.RotaryBase = cmp.Or(r.Theta, out.RotaryBase)
		switch kind := cmp.Or(r.Type, r.OldType, "default"); kind {
		case "default":
		case "llama3":
			out.RotaryScaling = runtime.RotaryScaling{Factor: r.Factor, LowFactor: r.Low, HighFactor: r.High,
				Original: r.Original}
		default:
			return runtime.Config{}, ErrUnsupported.Errorf("rope_type %.40q; supported: default, llama3", kind)
		}
	}
	return out, nil
}
