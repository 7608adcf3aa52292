// Package tokenizer turns text into token ids and back, as a Hugging Face tokenizer.json describes it.
//
// It reads the parts of that format that a word-level model needs: a normalizer of literal replacements, the Whitespace
// pre-tokenizer, a WordLevel vocabulary, and special added tokens. Anything else in a file is rejected by name rather
// than ignored, because a tokenizer that is almost right makes a model silently wrong.
//
// Two things deliberately differ from Hugging Face's own library. Text never becomes a special token: someone who types
// "<bot>" gets an error, not the token that starts the latent mode. And a word that is not in the vocabulary is an
// UnknownWordError instead of <unk>.
package tokenizer
