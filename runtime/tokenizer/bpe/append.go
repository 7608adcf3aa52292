package bpe

import (
	"encoding/json"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// AppendSpecial returns a tokenizer.json with more special tokens, whose ids count from first. The rest of the file is
// as it was; whether the ids follow those of the file's own tokens is for Load to see. Errors wrap tokenizer.ErrFormat.
func AppendSpecial(file []byte, first int, tokens ...string) ([]byte, error) {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(file, &whole); err != nil {
		return nil, tokenizer.ErrFormat.Errorf("%w", err)
	}
	var added []json.RawMessage
	if list := whole["added_tokens"]; list != nil {
		if err := json.Unmarshal(list, &added); err != nil {
			return nil, tokenizer.ErrFormat.Errorf("added_tokens: %w", err)
		}
	}
	for i, token := range tokens {
		entry, err := json.Marshal(map[string]any{"id": first + i, "content": token, "special": true, "single_word": false,
			"lstrip": false, "rstrip": false, "normalized": false})
		if err != nil {
			return nil, tokenizer.ErrFormat.Errorf("added_tokens: %w", err)
		}
		added = append(added, entry)
	}
	var err error
	if whole["added_tokens"], err = json.Marshal(added); err != nil {
		return nil, tokenizer.ErrFormat.Errorf("added_tokens: %w", err)
	}
	return json.Marshal(whole)
}
