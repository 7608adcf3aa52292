package latent

import (
	"encoding/json"
)

// config is what kinds read of a config.json, beside what package huggingface does.
type config struct {
	ModelType string `json:"model_type"`
	VocabSize int    `json:"vocab_size"`
	Tied      *bool  `json:"tie_word_embeddings"`

	// LatentTTS's tokens, -100 where the program fills them in.
	Latent      *int `json:"latent_id"`
	LatentStart *int `json:"latent_start_id"`
	LatentEnd   *int `json:"latent_end_id"`
}

// parseConfig reads a config.json.
func parseConfig(data []byte) (c config, err error) {
	if err = json.Unmarshal(data, &c); err != nil {
		err = ErrCheckpoint.Errorf("config.json: %w", err)
	}
	return c, err
}

// marked reports whether the config has the ids of Coconut's tokens.
func (c *config) marked() bool { return c.Latent != nil && c.LatentStart != nil && c.LatentEnd != nil }

// conv1D reports whether the model stores its blocks' matrices as [inputs, outputs].
func (c *config) conv1D() bool { return c.ModelType == "gpt2" }

// tied reports whether embedding and head are one matrix; untied that the config says they are not.
func (c *config) tied() bool   { return c.Tied == nil && c.conv1D() || c.Tied != nil && *c.Tied }
func (c *config) untied() bool { return c.Tied != nil && !*c.Tied }

// embedding is the name of the input embedding in transformers' class.
func (c *config) embedding() string {
	if c.ModelType == "gpt2" {
		return "transformer.wte.weight"
	}
	return "model.embed_tokens.weight"
}

// positions is the name of the context's length in config.json.
func (c *config) positions() string {
	if c.ModelType == "gpt2" {
		return "n_positions"
	}
	return "max_position_embeddings"
}

// head is the name of the head in every class.
const head = "lm_head.weight"

// withVocabulary returns the text of a config.json with another number of tokens.
func withVocabulary(data []byte, tokens int) ([]byte, error) {
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, ErrCheckpoint.Errorf("config.json: %w", err)
	}
	fields["vocab_size"] = tokens
	return json.Marshal(fields)
}
