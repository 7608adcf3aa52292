package bpe

import "strings"

// Limits of what a Tokenizer accepts.
const (
	// MaxFile is the size limit of a tokenizer.json, a vocab.json and a merges.txt, in bytes.
	MaxFile = 32 << 20
	// MaxText is the size limit of Encode's text, in bytes. Encode allocates 30 to 70 times as much, the most if the text
	// is a single word.
	MaxText = 4 << 20
)

// Tokenizer is a byte-level BPE tokenizer. It is immutable and may be used by several goroutines.
type Tokenizer struct {
	vocabulary   *vocabulary
	merges       merges
	steps        []step
	nfc          bool
	ignoreMerges bool  // a piece that is a token becomes that token, even if merges do not lead there
	unk          int32 // what a byte without a token becomes, -1 for nothing

	size           int              // with the added tokens
	added          []added          // by id
	addedIDs       map[string]int32 // by content
	addedAt        map[int32]int    // id to index in added
	asIs, composed *matcher         // of added, those that are looked for before and after normalization

	before, after []int32 // what the file's post-processor puts around a text
}

// ID returns the id of a token, special or not, by its text: what Token returns.
func (t *Tokenizer) ID(token string) (id int, ok bool) {
	if id, ok := t.addedIDs[token]; ok {
		return int(id), true
	}
	if id, ok := t.vocabulary.ids[token]; ok {
		return int(id), true
	}
	raw, ok := t.vocabulary.raw[token]
	return int(raw), ok
}

// Token returns the text of the token with an id, which need not be valid UTF-8, or "" if there is none.
func (t *Tokenizer) Token(id int) string {
	if at, ok := t.addedAt[int32(id)]; ok && id >= 0 && id < t.VocabSize() {
		return t.added[at].content
	}
	if id < 0 || id >= len(t.vocabulary.spans) {
		return ""
	}
	return t.vocabulary.token(int32(id))
}

// Special reports whether an id belongs to a special token, which Encode never yields.
func (t *Tokenizer) Special(id int) bool {
	return id >= 0 && id < t.VocabSize() && t.special(int32(id))
}

func (t *Tokenizer) special(id int32) bool {
	at, ok := t.addedAt[id]
	return ok && t.added[at].special
}

// VocabSize returns the number of tokens; ids are 0..VocabSize()-1. Models often have room for more.
func (t *Tokenizer) VocabSize() int { return t.size }

// Around returns the tokens that the file wants before and after a text, such as <|begin_of_text|>. Encode does not
// add them.
func (t *Tokenizer) Around() (before, after []int) { return ints(t.before), ints(t.after) }

func ints(ids []int32) []int {
	var list []int
	for _, id := range ids {
		list = append(list, int(id))
	}
	return list
}

// Decode writes tokens one after the other, byte for byte, special ones included. An id without a token writes nothing.
func (t *Tokenizer) Decode(ids []int) string {
	var text strings.Builder
	for _, id := range ids {
		text.WriteString(t.Token(id))
	}
	return text.String()
}
