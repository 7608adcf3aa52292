package runtime

// Tokenizer turns text into token ids and back. Package tokenizer has the one of the models that we train, a token for
// each word, and tokenizer/bpe those of language models. It may be used by several goroutines.
type Tokenizer interface {
	// ID returns the id of a token, special or not.
	ID(token string) (id int, ok bool)
	// Token returns the token with an id, or "" if there is none. Its bytes need not be whole characters.
	Token(id int) string
	// Special reports whether an id belongs to a special token, which no text yields.
	Special(id int) bool
	// Encode turns text into ids. Errors wrap tokenizer.ErrTooLong or are a *tokenizer.UnknownWordError.
	Encode(text string) ([]int, error)
	// Decode writes tokens as text.
	Decode(ids []int) string
	// VocabSize is the number of tokens; ids are smaller.
	VocabSize() int
}
