package huggingface

import (
	"encoding/json"
	"errors"
	"io/fs"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// endsOf returns the text of a generation_config.json with the tokens that end a text by a config.json, a number or a
// list, as transformers makes one where a folder has none; nil if the config names no such tokens.
func endsOf(config []byte) ([]byte, error) {
	var c struct {
		EOS json.RawMessage `json:"eos_token_id"`
	}
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, ErrFile.Errorf("%w", err)
	}
	if c.EOS == nil || string(c.EOS) == "null" {
		return nil, nil
	}
	file := append(append([]byte(`{"eos_token_id": `), c.EOS...), "}\n"...)
	if _, err := tokenizer.Ends(file); err != nil {
		return nil, ErrFile.Errorf("eos_token_id is %.40s, want the id of a token or a list of ids", c.EOS)
	}
	return file, nil
}

// Generation returns the text of generation_config.json: the one beside the weights, or else what config.json says of
// it; nil if neither names the tokens that end a text.
func (c *Checkpoint) Generation() ([]byte, error) {
	data, err := c.read(layout.GenerationFile)
	if errors.Is(err, fs.ErrNotExist) {
		return c.ends, nil
	}
	return data, err
}
