package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
	"github.com/coconut-page/coconut/weights"
)

// generationFile says which token ends a text, beside the weights of a language model.
const generationFile = "generation_config.json"

// textModel is a model that continues text.
type textModel struct {
	*runtime.Model
	tokens runtime.Tokenizer // nil if the model has none
	ends   []int             // tokens that end a text
}

// noTextError: a model only takes token ids.
type noTextError struct{ model string }

// Error implements error.
func (e *noTextError) Error() string {
	return fmt.Sprintf("%s has no tokenizer; import it with one, or give coconut complete --prompt-ids", e.model)
}

// openText opens a model for text. Its weights are read in the background.
func openText(ctx context.Context, name string) (*textModel, error) {
	store, t, err := openFiles(ctx, name)
	if err != nil {
		return nil, err
	}
	t.Model, err = runtime.Open(ctx, store, nil)
	return t, err
}

// openTokenizer reads a model's tokenizer alone.
func openTokenizer(ctx context.Context, name string) (runtime.Tokenizer, error) {
	_, t, err := openFiles(ctx, name)
	if err != nil {
		return nil, err
	}
	if t.tokens == nil {
		return nil, &noTextError{name}
	}
	return t.tokens, nil
}

// openFiles opens all of a model but its weights.
func openFiles(ctx context.Context, name string) (*weights.Store, *textModel, error) {
	store, err := openModel(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	t := new(textModel)
	return store, t, t.readFiles(ctx, store)
}

// readFiles reads the tokenizer and what ends a text, as far as there are any.
func (t *textModel) readFiles(ctx context.Context, store *weights.Store) error {
	has := func(name string) bool {
		return slices.ContainsFunc(store.Manifest().Files, func(f weights.File) bool { return f.Name == name })
	}
	if has(reasoner.TokenizerFile) {
		data, err := store.File(ctx, reasoner.TokenizerFile)
		if err != nil {
			return err
		}
		if t.tokens, err = loadTokenizer(data); err != nil {
			return err
		}
	}
	if !has(generationFile) {
		return nil
	}
	data, err := store.File(ctx, generationFile)
	if err != nil {
		return err
	}
	var generation struct {
		EOS int `json:"eos_token_id"`
	}
	if err := json.Unmarshal(data, &generation); err != nil {
		return fmt.Errorf("%s: %w", generationFile, err)
	}
	t.ends = []int{generation.EOS}
	return nil
}

// loadTokenizer reads a tokenizer.json of either kind.
func loadTokenizer(data []byte) (runtime.Tokenizer, error) {
	if bpe.Is(data) {
		return bpe.Load(data)
	}
	return tokenizer.Load(data)
}
