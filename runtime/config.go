package runtime

import (
	"cmp"
	"encoding/json"

	"github.com/coconut-page/coconut/internal/order"
)

// Position kinds of Config.
const (
	// PositionRotary rotates queries and keys by their position (RoFormer, 2104.09864), in GPT-NeoX's half-split order.
	PositionRotary = "rotary"
	// PositionLearned adds a learned embedding to the input, as GPT-2 does.
	PositionLearned = "learned"
)

// ActivationGeluTanh is GELU by GPT-2's tanh formula.
const ActivationGeluTanh = "gelu_tanh"

// KVCacheInt16 keeps the keys and values of each head as 16-bit integers with a scale: about half the memory, at the
// cost of a relative error of 2^-16 of the largest.
const KVCacheInt16 = "int16"

// Config is the shape of a model and how it is meant to be used, as config.json holds it.
type Config struct {
	// ModelType names the architecture, for instance ModelGPT2.
	ModelType string `json:"model_type"`
	// VocabSize is the number of tokens, MaxPositions the longest sequence (thoughts count one position each).
	VocabSize    int `json:"vocab_size"`
	MaxPositions int `json:"n_positions"`
	// Width is the size of a hidden state, Inner of the MLP's hidden layer; Width must be a multiple of Heads.
	Width  int `json:"n_embd"`
	Layers int `json:"n_layer"`
	Heads  int `json:"n_head"`
	Inner  int `json:"n_inner"`
	// KVHeads is the number of heads of keys and values, which several query heads share; 0 means Heads. HeadWidth is the
	// size of a head; 0 means Width over Heads.
	KVHeads   int `json:"n_kv_head,omitempty"`
	HeadWidth int `json:"head_width,omitempty"`
	// Activation is that of a GPT-2 model's feed-forward layer: "" for the exact GELU, or ActivationGeluTanh.
	Activation string `json:"activation,omitempty"`
	// QKVBias and QKNorm say what a Llama model has beside the usual: biases of queries, keys and values (Qwen2), and
	// norms of each head of queries and keys (Qwen3).
	QKVBias bool `json:"qkv_bias,omitempty"`
	QKNorm  bool `json:"qk_norm,omitempty"`
	// UntiedHead says that the head is a matrix of its own instead of the embedding.
	UntiedHead bool `json:"untied_head,omitempty"`
	// LayerNormEpsilon is added to the variance, or to the mean square, in every norm.
	LayerNormEpsilon float64 `json:"layer_norm_epsilon"`
	// Position is PositionRotary or PositionLearned; RotaryBase is the base of the rotary frequencies.
	Position   string  `json:"position"`
	RotaryBase float64 `json:"rotary_base"`
	// RotaryWidth is how many leading values of each head are rotated (GPT-NeoX's partial rotary positions); 0 means all.
	// What is not rotated matches the same at every distance.
	RotaryWidth int `json:"rotary_width,omitempty"`
	// RotaryScaling stretches rotary positions to longer contexts as Llama 3 does; the zero value does not.
	RotaryScaling RotaryScaling `json:"rotary_scaling,omitzero"`
	// KVCache is how keys and values are kept: "" for float32, or KVCacheInt16.
	KVCache string `json:"kv_cache,omitempty"`
	// Task and Method say what the model was trained for and how: a name of package registry, and one of the methods in
	// method.go.
	Task   string `json:"task"`
	Method string `json:"method"`
	// Thoughts is the number of latent steps to take when nobody says otherwise.
	Thoughts int `json:"n_thoughts"`
	// StopHead says that the model has a classifier on its thoughts that tells when to end them, see Session.Stop.
	StopHead bool `json:"stop_head,omitempty"`
	// Latent says how a language model reasons in latent steps; nil for models that do not, and for ours.
	Latent *LatentScheme `json:"latent,omitempty"`
	// MaxNewTokens bounds what is generated after the thoughts.
	MaxNewTokens int `json:"max_new_tokens"`
}

// Bounds of a Config. They are far above any model a browser can run, and keep what a hostile file makes us allocate
// before its weights are seen (the rotary tables) below 128 MiB.
const (
	maxConfigFile = 1 << 20
	maxVocabSize  = 1 << 20
	maxPositions  = 1 << 14
	maxWidth      = 1 << 14
	maxInner      = 1 << 16
	maxLayers     = 256
	maxHeads      = 256
	maxHeadWidth  = 1 << 10
	maxName       = 64
)

// ParseConfig reads and checks a config.json. Keys it does not know are ignored, so that other tools may add theirs.
// Errors wrap ErrConfig.
func ParseConfig(data []byte) (Config, error) {
	var c Config
	if len(data) > maxConfigFile {
		return c, ErrConfig.Errorf("%d bytes, at most %d are allowed", len(data), maxConfigFile)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return Config{}, ErrConfig.Errorf("%w", err)
	}
	if err := c.Validate(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// Validate checks that the numbers are within bounds and fit together. Errors wrap ErrConfig and name the field as
// config.json does.
func (c Config) Validate() error {
	arch, ok := architectures[c.ModelType]
	if !ok {
		return ErrConfig.Errorf("model_type is %.40q, want one of %q", c.ModelType, modelTypes())
	}
	if err := c.checkSizes(); err != nil {
		return err
	}
	if err := arch.check(&c); err != nil {
		return err
	}
	if c.headWidth() < 1 || c.headWidth() > maxHeadWidth {
		return ErrConfig.Errorf("n_head: heads are %d wide, want 1 to %d", c.headWidth(), maxHeadWidth)
	}
	if c.Heads*c.headWidth() > maxWidth {
		return ErrConfig.Errorf("n_head: %d heads of %d are wider than %d", c.Heads, c.headWidth(), maxWidth)
	}
	if !(c.LayerNormEpsilon >= 1e-12 && c.LayerNormEpsilon <= 0.1) {
		return ErrConfig.Errorf("layer_norm_epsilon is %v, want 1e-12 to 0.1", c.LayerNormEpsilon)
	}
	if err := c.checkKVCache(); err != nil {
		return err
	}
	if len(c.Task) > maxName || len(c.Method) > maxName {
		return ErrConfig.Errorf("task and method may have %d bytes", maxName)
	}
	if err := c.checkLatent(); err != nil {
		return err
	}
	return c.checkPosition()
}

func (c *Config) checkSizes() error {
	for _, field := range []struct {
		name          string
		value, lo, hi int
	}{
		{"vocab_size", c.VocabSize, 1, maxVocabSize},
		{"n_positions", c.MaxPositions, 1, maxPositions},
		{"n_embd", c.Width, 1, maxWidth},
		{"n_layer", c.Layers, 1, maxLayers},
		{"n_head", c.Heads, 1, maxHeads},
		{"n_inner", c.Inner, 1, maxInner},
		{"n_thoughts", c.Thoughts, 0, c.MaxPositions},
		{"max_new_tokens", c.MaxNewTokens, 1, c.MaxPositions},
	} {
		if field.value < field.lo || field.value > field.hi {
			return ErrConfig.Errorf("%s is %d, want %d to %d", field.name, field.value, field.lo, field.hi)
		}
	}
	return nil
}

func (c *Config) checkPosition() error {
	switch c.Position {
	case PositionLearned:
		return nil
	case PositionRotary:
		if !(c.RotaryBase > 1 && c.RotaryBase <= 1e9) {
			return ErrConfig.Errorf("rotary_base is %v, want more than 1, up to 1e9", c.RotaryBase)
		}
		if c.headWidth()%2 != 0 {
			return ErrConfig.Errorf("n_head: rotary positions need heads of an even width, not %d", c.headWidth())
		}
		if c.RotaryWidth < 0 || c.RotaryWidth > c.headWidth() || c.RotaryWidth%2 != 0 {
			return ErrConfig.Errorf("rotary_width is %d, want an even number up to the head's width %d", c.RotaryWidth,
				c.headWidth())
		}
		return c.RotaryScaling.check()
	}
	return ErrConfig.Errorf("position is %.40q, not %q or %q", c.Position, PositionRotary, PositionLearned)
}

// kvHeads is how many heads of keys and values there are.
func (c *Config) kvHeads() int { return cmp.Or(c.KVHeads, c.Heads) }

// headWidth is the size of one attention head's query, key and value.
func (c *Config) headWidth() int { return cmp.Or(c.HeadWidth, c.Width/c.Heads) }

// gated is the size of what the feed-forward layer multiplies its hidden layer with, 0 where it does not.
func (c *Config) gated() int {
	if architectures[c.ModelType].gated {
		return c.Inner
	}
	return 0
}

// Rotated is how many leading values of each head rotary positions turn.
func (c Config) Rotated() int {
	if c.RotaryWidth > 0 {
		return c.RotaryWidth
	}
	return c.headWidth()
}

// modelTypes are the names of all architectures, sorted.
func modelTypes() []string {
	var names []string
	for name := range architectures {
		names = append(names, name)
	}
	order.Strings(names)
	return names
}
