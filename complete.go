package coconut

import (
	"cmp"
	"context"
	"iter"
	"slices"
)

// CompleteOptions bounds what Complete writes.
type CompleteOptions struct {
	// MaxTokens is the most tokens to write; 0 means the model's own bound.
	MaxTokens int
	// Stop are tokens that end the text; they are not yielded. Without them only MaxTokens ends the text.
	Stop []int
}

// Token is one token of a text.
type Token struct {
	ID   int
	Text string
}

// Complete continues a text greedily, token by token, without thoughts: the likeliest token each time, the lowest id
// among equals. An error is the last thing that it yields; it wraps those of packages tokenizer and runtime, or is the
// context's cause.
func (m *Model) Complete(ctx context.Context, prompt string, o CompleteOptions) iter.Seq2[Token, error] {
	return func(yield func(Token, error) bool) {
		ids, err := m.Tokenize(prompt)
		session := m.Session()
		if err == nil {
			err = session.Prefill(ids)
		}
		for range cmp.Or(o.MaxTokens, m.reasoner.Model().Config().MaxNewTokens) {
			if err == nil {
				err = context.Cause(ctx)
			}
			if err != nil {
				yield(Token{}, err)
				return
			}
			var next int
			if next, err = session.Best(); err == nil {
				if slices.Contains(o.Stop, next) || !yield(Token{next, m.Token(next)}, nil) {
					return
				}
				err = session.Step(next)
			}
		}
		if err != nil {
			yield(Token{}, err)
		}
	}
}
