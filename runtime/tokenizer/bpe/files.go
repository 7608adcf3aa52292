package bpe

import (
	"strings"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// FromFiles reads the two files of GPT-2's release, each of at most MaxFile bytes: vocab.json (or encoder.json), an
// object of tokens and ids, and merges.txt (or vocab.bpe), a merge on each line. They name neither the pre-tokenizer,
// which preset does ("gpt-2", for one), nor the special tokens; those of them that are in the vocabulary count. Errors
// wrap tokenizer.ErrFormat or tokenizer.ErrUnsupported.
func FromFiles(vocab, merges []byte, preset string, special ...string) (*Tokenizer, error) {
	t := &Tokenizer{unk: -1}
	if err := t.usePreset(preset, "the pre-tokenizer"); err != nil {
		return nil, err
	}
	c, err := parse(vocab, "vocab.json")
	if err != nil {
		return nil, err
	}
	if err := t.readVocabulary(c, "vocab.json"); err != nil {
		return nil, err
	}
	var list []added
	for _, content := range special {
		var scratch []byte
		if id, ok := t.vocabulary.find([]byte(content), &scratch); ok {
			list = append(list, added{id: id, content: content, special: true})
		}
	}
	if err := t.setAdded(list); err != nil {
		return nil, err
	}
	if err := t.readMerges(merges); err != nil {
		return nil, err
	}
	return t, t.setMatchers()
}

func (t *Tokenizer) readMerges(merges []byte) error {
	if len(merges) > MaxFile {
		return tokenizer.ErrFormat.Errorf("merges.txt: %d bytes, at most %d are allowed", len(merges), MaxFile)
	}
	b := t.newMergeBuilder()
	for line := range strings.Lines(string(merges)) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if line == "" || strings.HasPrefix(line, "#version") {
			continue
		}
		if err := b.addPair(line); err != nil {
			return err
		}
	}
	t.merges = b.merges
	return nil
}
