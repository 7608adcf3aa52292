package tokenizer

import (
	"strings"
	"unicode/utf8"
)

// Limits of what a Tokenizer accepts.
const (
	// MaxFile is the size limit of a tokenizer.json, in bytes.
	MaxFile = 4 << 20
	// MaxText is the size limit of Encode's text, in bytes, before and after normalization.
	MaxText = 1 << 16

	maxVocabulary   = 1 << 20
	maxToken        = 256 // bytes; also of a replacement's pattern and content
	maxReplacements = 64
	maxObjects      = 1 << 14 // of a file; one takes many times as much memory as JSON
)

// Tokenizer is a word-level tokenizer. It is immutable and may be used by several goroutines.
type Tokenizer struct {
	tokens       []string       // by id
	ids          map[string]int // the inverse of tokens
	special      map[int]bool   // ids that text cannot produce
	replacements []replacement  // in order
	unknown      string         // the file's unk_token
}

// NewWordLevel returns a tokenizer whose ids number special, then words. replace lists literal replacements {old, new}
// that are applied to the text, in order, before it is split.
//
// Special tokens cannot be written in a text, except for those of a single character: punctuation such as "." is listed
// among the special tokens to get a low id, but texts need it. One of special must be "<unk>".
func NewWordLevel(special, words []string, replace [][2]string) (*Tokenizer, error) {
	t := &Tokenizer{special: map[int]bool{}, unknown: "<unk>"}
	t.tokens = append(append(t.tokens, special...), words...)
	for id, token := range special {
		if utf8.RuneCountInString(token) > 1 {
			t.special[id] = true
		}
	}
	for _, r := range replace {
		t.replacements = append(t.replacements, replacement{old: r[0], new: r[1]})
	}
	if err := t.finish(); err != nil {
		return nil, err
	}
	return t, nil
}

// finish checks the vocabulary and builds the index.
func (t *Tokenizer) finish() error {
	if len(t.tokens) > maxVocabulary {
		return ErrFormat.Errorf("%d tokens, at most %d are allowed", len(t.tokens), maxVocabulary)
	}
	t.ids = make(map[string]int, len(t.tokens))
	for id, token := range t.tokens {
		if token == "" || len(token) > maxToken || !utf8.ValidString(token) {
			return ErrFormat.Errorf("token %d: want 1 to %d bytes of UTF-8, not %.40q", id, maxToken, token)
		}
		if first, ok := t.ids[token]; ok {
			return ErrFormat.Errorf("token %q has the ids %d and %d", token, first, id)
		}
		t.ids[token] = id
	}
	if _, ok := t.ids[t.unknown]; !ok {
		return ErrFormat.Errorf("unk_token %q is not in the vocabulary", t.unknown)
	}
	return checkReplacements(t.replacements)
}

// Encode turns text into token ids. Its errors are an *UnknownWordError or wrap ErrTooLong.
func (t *Tokenizer) Encode(text string) ([]int, error) {
	n, err := t.normalize(text)
	if err != nil {
		return nil, err
	}
	var ids []int
	for start, end := range pieces(n.text) {
		word := string(n.text[start:end])
		id, ok := t.ids[word]
		if !ok || t.special[id] {
			return nil, &UnknownWordError{Word: word, Offset: n.origin[start]}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// Decode writes tokens separated by spaces, special tokens included. Ids outside the vocabulary become the unknown
// token.
func (t *Tokenizer) Decode(ids []int) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		if words[i] = t.Token(id); words[i] == "" {
			words[i] = t.unknown
		}
	}
	return strings.Join(words, " ")
}

// ID returns the id of a token, special or not.
func (t *Tokenizer) ID(token string) (id int, ok bool) {
	id, ok = t.ids[token]
	return id, ok
}

// Token returns the token with an id, or "" if there is none.
func (t *Tokenizer) Token(id int) string {
	if id < 0 || id >= len(t.tokens) {
		return ""
	}
	return t.tokens[id]
}

// Special reports whether an id belongs to a special token, which no text contains.
func (t *Tokenizer) Special(id int) bool { return t.special[id] }

// VocabSize returns the number of tokens; ids are 0..VocabSize()-1.
func (t *Tokenizer) VocabSize() int { return len(t.tokens) }
