package bpe

import "github.com/coconut-page/coconut/runtime/tokenizer"

// Encode turns text into token ids; what looks like a special token is text like any other. Its errors wrap
// tokenizer.ErrTooLong.
func (t *Tokenizer) Encode(text string) ([]int, error) { return t.encode(text, false) }

// EncodeSpecial is Encode for text that the program itself wrote: special tokens in it become their ids.
func (t *Tokenizer) EncodeSpecial(text string) ([]int, error) { return t.encode(text, true) }

func (t *Tokenizer) encode(text string, special bool) ([]int, error) {
	e := encoder{t: t, cache: map[string]ids{}, merger: merger{merges: t.merges}}
	if err := e.text(text, special); err != nil {
		return nil, err
	}
	return e.out, nil
}

// Bounds of an encoder's cache: its pieces, and the bytes of each.
const (
	maxCached      = 1 << 15
	maxCachedPiece = 64
)

// encoder is one call of Encode.
type encoder struct {
	t      *Tokenizer
	out    []int
	cache  map[string]ids // where in out a piece has been encoded before
	merger merger
	looked int // at characters, by pre-tokenizers; for tests
}

type ids struct{ start, end int }

func (e *encoder) text(text string, special bool) error {
	if len(text) > MaxText {
		return tokenizer.ErrTooLong.Errorf("%d bytes, at most %d are allowed", len(text), MaxText)
	}
	token := func(id int32) { e.out = append(e.out, int(id)) }
	return e.t.asIs.split(Valid(text), special, func(part string) error {
		if e.t.nfc {
			part = compose(part)
		}
		return e.t.composed.split(part, special, func(part string) error {
			e.pieces(part, e.t.steps)
			return nil
		}, token)
	}, token)
}

// pieces splits a text by the first of the steps and hands the pieces to the others.
func (e *encoder) pieces(text string, steps []step) {
	if len(steps) == 0 {
		e.piece(text)
		return
	}
	s := scan{text: text}
	for at := 0; at < len(text); {
		end := s.next(steps[0], at)
		e.pieces(text[at:end], steps[1:])
		at = end
	}
	e.looked += s.looked
}

// piece encodes what the pre-tokenizers left in one piece.
func (e *encoder) piece(text string) {
	if known, ok := e.cache[text]; ok {
		e.out = append(e.out, e.out[known.start:known.end]...)
		return
	}
	start := len(e.out)
	if id, ok := e.t.vocabulary.ids[text]; ok && e.t.ignoreMerges && !e.t.special(id) {
		e.out = append(e.out, int(id))
	} else {
		e.merge(text)
	}
	if len(text) <= maxCachedPiece {
		if len(e.cache) == maxCached {
			clear(e.cache)
		}
		e.cache[text] = ids{start, len(e.out)}
	}
}

func (e *encoder) merge(text string) {
	e.merger.reset(len(text))
	for i := range len(text) {
		id := e.t.vocabulary.bytes[text[i]]
		if id < 0 {
			id = e.t.unk
		}
		if id >= 0 {
			e.merger.add(id)
		}
	}
	e.merger.run()
	for _, s := range e.merger.symbols {
		if s.id >= 0 {
			e.out = append(e.out, int(s.id))
		}
	}
}
