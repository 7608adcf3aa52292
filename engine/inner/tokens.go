package inner

import (
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// tokensOf answers a Tokenize.
func tokensOf(t runtime.Tokenizer, r *engine.Tokenize) (*engine.Tokens, error) {
	if t == nil {
		return nil, ErrNoTokenizer
	}
	ids := r.IDs
	for _, name := range r.Names {
		id, ok := t.ID(name)
		if !ok {
			return nil, &tokenizer.UnknownWordError{Word: name}
		}
		ids = append(ids, id)
	}
	if r.Text != "" {
		var err error
		if ids, err = t.Encode(r.Text); err != nil {
			return nil, err
		}
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = t.Token(id)
	}
	return &engine.Tokens{IDs: append([]int{}, ids...), Texts: texts}, nil
}
