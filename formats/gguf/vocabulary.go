package gguf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// The tokens that end an answer.
const (
	EndToken     = tokenizer.Eos
	gpt2EndToken = "<|endoftext|>"
)

// wordMerge is the one merge of a vocabulary of whole words, which has none: llama.cpp wants at least one.
const wordMerge = "Ġ Ġ"

// noTokenizer is the tokenizer.ggml.model of a file without a tokenizer.
const noTokenizer = "none"

// Words is the vocabulary of whole words: llama.cpp can turn its tokens into text, but not text into tokens. special
// reports which of them are special; one of those must be EndToken or GPT-2's own, or the error wraps ErrShape.
func Words(tokens []string, special func(id int) bool) (*bpe.GGUF, error) {
	end := slices.IndexFunc(tokens, func(t string) bool { return t == EndToken || t == gpt2EndToken })
	if end < 0 {
		return nil, ErrShape.Errorf("the vocabulary has no %s, which ends an answer", EndToken)
	}
	g := &bpe.GGUF{Pre: "gpt-2", Merges: []string{wordMerge}, BOS: end, EOS: end}
	for i, t := range tokens {
		g.Tokens, g.Types = append(g.Tokens, strings.ReplaceAll(t, " ", "Ġ")), append(g.Types, bpe.Normal)
		if special(i) {
			g.Types[i] = bpe.Control
		}
	}
	return g, nil
}

// Vocabulary makes a vocabulary of size tokens of a model's small files: tokenizer.json of either kind, and
// generation_config.json. It is nil without a tokenizer. Rows of the embedding that the tokenizer does not reach get
// tokens that are marked as unused. Errors wrap ErrShape, or those of package tokenizer.
func Vocabulary(files map[string][]byte, size int) (*bpe.GGUF, error) {
	data, ok := files[layout.TokenizerFile]
	if !ok {
		return nil, nil
	}
	if !bpe.Is(data) {
		return wordVocabulary(data)
	}
	t, err := bpe.Load(data)
	if err != nil {
		return nil, err
	}
	g, err := t.GGUF()
	if err != nil {
		return nil, err
	}
	for id := len(g.Tokens); id < size; id++ {
		g.Tokens, g.Types = append(g.Tokens, fmt.Sprintf("[PAD%d]", id)), append(g.Types, bpe.Unused)
	}
	if generation, ok := files[layout.GenerationFile]; ok && g.EOS < 0 {
		ends, err := tokenizer.Ends(generation)
		if err != nil {
			return nil, ErrShape.Errorf("%w", err)
		}
		if len(ends) > 0 {
			g.EOS = ends[0]
		}
	}
	return &g, nil
}

func wordVocabulary(data []byte) (*bpe.GGUF, error) {
	t, err := tokenizer.Load(data)
	if err != nil {
		return nil, err
	}
	tokens := make([]string, t.VocabSize())
	for id := range tokens {
		tokens[id] = t.Token(id)
	}
	return Words(tokens, t.Special)
}

// vocabularyPairs is the vocabulary's metadata. llama.cpp takes every byte-level BPE for its "gpt2".
func vocabularyPairs(g *bpe.GGUF) []Pair {
	const at = "tokenizer.ggml."
	if g == nil {
		return []Pair{{at + "model", noTokenizer}}
	}
	all := []Pair{
		{at + "model", "gpt2"}, {at + "pre", g.Pre}, {at + "tokens", g.Tokens}, {at + "token_type", g.Types},
		{at + "merges", g.Merges}, {at + "add_bos_token", g.AddBOS}, {at + "add_eos_token", g.AddEOS},
	}
	if g.BOS >= 0 {
		all = append(all, Pair{at + "bos_token_id", uint32(g.BOS)})
	}
	if g.EOS >= 0 {
		all = append(all, Pair{at + "eos_token_id", uint32(g.EOS)})
	}
	return all
}
