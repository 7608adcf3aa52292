// Package tokenizer turns text into token ids and back, as a Hugging Face tokenizer.json describes it.
//
// It reads the part of that format that a word-level model needs: a normalizer made of literal replacements, the Whitespace
// pre-tokenizer, a WordLevel vocabulary, and special added tokens. Whatever else a file asks for is refused by name rather than
// ignored, because a tokenizer that is nearly right makes a model quietly wrong.
//
// Two things differ from Hugging Face's own library, on purpose. Text never becomes a special token: someone who types "<bot>" gets
// an error, not the token that starts the latent mode. And a word that the vocabulary lacks is an UnknownWordError instead of <unk>.
package tokenizer
