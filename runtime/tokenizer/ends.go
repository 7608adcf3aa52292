package tokenizer

import "encoding/json"

// The small files of a model's folder, by Hugging Face's names.
const (
	// File describes the tokenizer.
	File = "tokenizer.json"
	// GenerationFile says, among other things, which tokens end a text.
	GenerationFile = "generation_config.json"
)

// Ends returns the tokens that end a text according to a generation_config.json: none, one or a list, as Hugging Face's
// folders have them. Errors wrap ErrFormat.
func Ends(data []byte) ([]int, error) {
	var file struct {
		EOS json.RawMessage `json:"eos_token_id"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, ErrFormat.Errorf("%s: %w", GenerationFile, err)
	}
	if file.EOS == nil || string(file.EOS) == "null" {
		return nil, nil
	}
	var one int
	if json.Unmarshal(file.EOS, &one) == nil {
		return []int{one}, nil
	}
	var several []int
	if err := json.Unmarshal(file.EOS, &several); err != nil {
		return nil, ErrFormat.Errorf("%s: eos_token_id is neither a token id nor a list of them", GenerationFile)
	}
	return several, nil
}
