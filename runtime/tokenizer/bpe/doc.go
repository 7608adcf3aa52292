// Package bpe turns text into token ids and back with byte-level byte pair encoding: the tokenizers of GPT-2, SmolLM2,
// Qwen2, Llama 3 and their kin.
//
// Load reads Hugging Face's tokenizer.json, FromFiles GPT-2's vocab.json and merges.txt, and FromGGUF the metadata of a
// GGUF file. What a file asks for beyond that is refused by name: a tokenizer that is almost right makes a model
// silently wrong. All three give the ids that Hugging Face's library gives (tokenizers 0.23.3, with
// add_special_tokens=False and encode_special_tokens=True); tools/bpeparity compares the two.
//
// Invalid UTF-8 becomes U+FFFD before anything else, as when Python reads a text with errors="replace"; see Valid. A
// byte without a token, which some vocabularies have for bytes that are rare or not in UTF-8 at all, becomes the file's
// unk_token or, without one, is left out, as in Hugging Face's library. All other text comes back from Decode byte for
// byte, in normal form C if the file asks for that.
//
// Two things are done otherwise than there. Encode never yields a special token, whatever the text; EncodeSpecial does.
// And Decode writes an added token as it is in the file, even if it could be read as bytes.
package bpe
