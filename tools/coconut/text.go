package main

import (
	"context"
	"fmt"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/runtime"
)

// noTextError: a model only takes token ids.
type noTextError struct{ model string }

// Error implements error.
func (e *noTextError) Error() string {
	return fmt.Sprintf("%s has no tokenizer; import it with one, or give coconut complete --prompt-ids", e.model)
}

// openText opens a model for text. Its weights are read in the background.
func openText(ctx context.Context, name string) (*completion.Model, error) {
	store, err := openModel(ctx, name)
	if err != nil {
		return nil, err
	}
	return completion.OpenStore(ctx, store, nil)
}

// openTokenizer reads a model's tokenizer alone.
func openTokenizer(ctx context.Context, name string) (runtime.Tokenizer, error) {
	store, err := openModel(ctx, name)
	if err != nil {
		return nil, err
	}
	t, err := completion.ReadTokenizer(ctx, store)
	if err == completion.ErrNoTokenizer {
		return nil, &noTextError{name}
	}
	return t, err
}
