package gguf

import (
	"encoding/json"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// Files returns the tokenizer as tokenizer.json, and the token that ends a text as generation_config.json, as Hugging
// Face's folders have them; nothing for a file that says that it has no tokenizer. Errors wrap ErrUnsupported for a
// tokenizer that is not byte-level BPE, or those of package tokenizer.
func (c *Checkpoint) Files() (map[string][]byte, error) {
	if c.r.Metadata["tokenizer.ggml.model"] == noTokenizer {
		return nil, nil
	}
	t, err := c.tokenizer()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{layout.TokenizerFile: t.JSON()}
	if end := c.tokenID("eos_token_id"); end >= 0 {
		files[layout.GenerationFile], err = json.Marshal(map[string]int{"eos_token_id": end})
	}
	return files, err
}

// tokenizer reads the tokenizer's metadata.
func (c *Checkpoint) tokenizer() (*bpe.Tokenizer, error) {
	const at = "tokenizer.ggml."
	data := c.r.Metadata
	if kind, _ := data[at+"model"].(string); kind != "gpt2" {
		return nil, ErrUnsupported.Errorf("tokenizer.ggml.model is %.40q; supported: gpt2, which is byte-level BPE", kind)
	}
	g := bpe.GGUF{BOS: c.tokenID("bos_token_id"), EOS: c.tokenID("eos_token_id")}
	g.Tokens, _ = data[at+"tokens"].([]string)
	g.Merges, _ = data[at+"merges"].([]string)
	g.Pre, _ = data[at+"pre"].(string)
	g.AddBOS, _ = data[at+"add_bos_token"].(bool)
	g.AddEOS, _ = data[at+"add_eos_token"].(bool)
	kinds, _ := data[at+"token_type"].([]int64)
	for _, kind := range kinds {
		g.Types = append(g.Types, int32(kind))
	}
	if len(g.Tokens) != c.config.VocabSize {
		return nil, ErrFile.Errorf("%stokens has %d tokens, want %d by token_embd.weight", at, len(g.Tokens),
			c.config.VocabSize)
	}
	return bpe.FromGGUF(g)
}

// tokenID is the id of a token with a role, -1 where the file names none.
func (c *Checkpoint) tokenID(role string) int {
	id, ok := c.r.Metadata["tokenizer.ggml."+role].(uint64)
	if !ok || id >= uint64(c.config.VocabSize) {
		return -1
	}
	return int(id)
}
