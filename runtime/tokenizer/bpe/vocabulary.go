package bpe

import (
	"strings"
	"unicode/utf8"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// Limits of what a file may hold.
const (
	maxVocabulary = 1 << 20
	maxMerges     = 1 << 20
	maxToken      = 1 << 11 // bytes, as files spell it
)

// vocabulary are the tokens of the model, without those that were added to it.
type vocabulary struct {
	text  string           // all tokens, one after the other
	spans []span           // where each of them is
	ids   map[string]int32 // of tokens of bytes
	raw   map[string]int32 // of tokens with characters outside the alphabet; no text yields them
	bytes [256]int32       // ids of single bytes, -1 for those without a token
}

// span is where a token begins and ends in text.
type span struct{ start, end uint32 }

func (v *vocabulary) token(id int32) string { return v.text[v.spans[id].start:v.spans[id].end] }

// find returns the id of a token that is written with the alphabet's characters.
//
//go:noinline
func (v *vocabulary) find(token []byte, scratch *[]byte) (id int32, ok bool) {
	bytes, ok := appendBytes((*scratch)[:0], string(token))
	*scratch = bytes
	if ok {
		id, ok = v.ids[string(bytes)]
	} else {
		id, ok = v.raw[string(token)]
	}
	return id, ok
}

// vocabularyBuilder collects tokens in any order of their ids. Its errors name where: a field, such as model.vocab.
type vocabularyBuilder struct {
	where string
	text  []byte
	spans []span
	raw   []int32 // ids of tokens outside the alphabet
	count int
}

// add takes a token in the alphabet's characters.
func (b *vocabularyBuilder) add(id int, token string) error {
	if id < 0 || id >= maxVocabulary {
		return tokenizer.ErrFormat.Errorf("%s: token %.40q has the id %d, want 0 to %d", b.where, token, id, maxVocabulary-1)
	}
	if token == "" || len(token) > maxToken {
		return tokenizer.ErrFormat.Errorf("%s: token %d has %d bytes, want 1 to %d", b.where, id, len(token), maxToken)
	}
	if !utf8.ValidString(token) {
		return tokenizer.ErrFormat.Errorf("%s: token %d, %.40q, is not UTF-8", b.where, id, token)
	}
	for id >= len(b.spans) {
		b.spans = append(b.spans, span{})
	}
	if b.spans[id] != (span{}) {
		return tokenizer.ErrFormat.Errorf("%s: token %.40q has the id %d, as another has", b.where, token, id)
	}
	start := len(b.text)
	text, ok := appendBytes(b.text, token)
	if !ok {
		text = append(text, token...)
		b.raw = append(b.raw, int32(id))
	}
	b.text, b.spans[id] = text, span{uint32(start), uint32(len(text))}
	b.count++
	return nil
}

// build checks that ids and tokens are each other's inverse.
func (b *vocabularyBuilder) build() (*vocabulary, error) {
	if b.count != len(b.spans) || b.count == 0 {
		return nil, tokenizer.ErrFormat.Errorf("%s: %d tokens with ids up to %d; want every id from 0", b.where, b.count,
			len(b.spans)-1)
	}
	v := &vocabulary{text: string(b.text), spans: b.spans, raw: map[string]int32{}}
	v.ids = make(map[string]int32, b.count)
	for _, id := range b.raw {
		v.raw[v.token(id)] = id
	}
	for id := range int32(len(v.spans)) {
		if raw, ok := v.raw[v.token(id)]; !ok || raw != id {
			v.ids[v.token(id)] = id
		}
	}
	if len(v.ids)+len(v.raw) != b.count {
		return nil, tokenizer.ErrFormat.Errorf("%s: %d of %d tokens are there more than once", b.where,
			b.count-len(v.ids)-len(v.raw), b.count)
	}
	for i := range v.bytes {
		id, ok := v.ids[string([]byte{byte(i)})]
		if !ok {
			id = -1
		}
		v.bytes[i] = id
	}
	return v, nil
}

// merge says what a pair of tokens becomes, and how early.
type merge struct{ rank, id int32 }

// merges are the merges of a model by their pairs.
type merges map[uint64]merge

func pairOf(left, right int32) uint64 { return uint64(uint32(left))<<32 | uint64(uint32(right)) }

// mergeBuilder collects merges in the order of their ranks.
type mergeBuilder struct {
	vocabulary *vocabulary
	special    func(id int32) bool // ids that text must not yield
	merges     merges
	rank       int32
	scratch    []byte
	joined     []byte
}

// addPair adds the merge of "left right". Of equal ones the last counts, as in Hugging Face's library.
func (b *mergeBuilder) addPair(pair string) error {
	left, right, ok := strings.Cut(pair, " ")
	if !ok || strings.Contains(right, " ") {
		return tokenizer.ErrFormat.Errorf("merge %d: want two tokens with a space between them, not %.80q", b.rank, pair)
	}
	return b.add(left, right)
}

func (b *mergeBuilder) add(left, right string) error {
	if b.rank == maxMerges {
		return tokenizer.ErrFormat.Errorf("more than %d merges", maxMerges)
	}
	b.joined = append(append(b.joined[:0], left...), right...)
	l, ok := b.vocabulary.find(b.joined[:len(left)], &b.scratch)
	if !ok {
		return tokenizer.ErrFormat.Errorf("merge %d: %.40q is not in the vocabulary", b.rank, left)
	}
	r, ok := b.vocabulary.find(b.joined[len(left):], &b.scratch)
	if !ok {
		return tokenizer.ErrFormat.Errorf("merge %d: %.40q is not in the vocabulary", b.rank, right)
	}
	id, ok := b.vocabulary.find(b.joined, &b.scratch)
	if !ok {
		return tokenizer.ErrFormat.Errorf("merge %d: %.80q is not in the vocabulary", b.rank, b.joined)
	}
	if !b.special(id) {
		b.merges[pairOf(l, r)] = merge{b.rank, id}
	}
	b.rank++
	return nil
}
