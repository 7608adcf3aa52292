package bpe

import (
	"cmp"
	"maps"
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// The token types of GGUF's tokenizer.ggml.token_type (ggml's docs/gguf.md).
const (
	Normal      int32 = 1
	Unknown     int32 = 2
	Control     int32 = 3 // a special token
	UserDefined int32 = 4 // an added token that is not special
	Unused      int32 = 5
)

// GGUF is the metadata of a GGUF file whose tokenizer.ggml.model is "gpt2". The ids are -1 where the file has none.
type GGUF struct {
	Tokens []string // tokenizer.ggml.tokens
	Types  []int32  // tokenizer.ggml.token_type; without them, every token is Normal
	Merges []string // tokenizer.ggml.merges, "left right"
	Pre    string   // tokenizer.ggml.pre
	BOS    int      // tokenizer.ggml.bos_token_id
	EOS    int      // tokenizer.ggml.eos_token_id
	AddBOS bool     // tokenizer.ggml.add_bos_token
	AddEOS bool     // tokenizer.ggml.add_eos_token
}

// FromGGUF makes a tokenizer of a file's metadata. A file without Pre is refused: which pre-tokenizer it was made for
// cannot be known. Errors wrap tokenizer.ErrFormat or tokenizer.ErrUnsupported and name the key.
func FromGGUF(g GGUF) (*Tokenizer, error) {
	t := &Tokenizer{unk: -1}
	if err := t.usePreset(g.Pre, "tokenizer.ggml.pre"); err != nil {
		return nil, err
	}
	if g.Types != nil && len(g.Types) != len(g.Tokens) {
		return nil, tokenizer.ErrFormat.Errorf("tokenizer.ggml.token_type has %d elements, tokens %d", len(g.Types),
			len(g.Tokens))
	}
	b := &vocabularyBuilder{where: "tokenizer.ggml.tokens"}
	var list []added
	for id, token := range g.Tokens {
		if err := b.add(id, token); err != nil {
			return nil, err
		}
		if g.Types == nil || g.Types[id] == Normal || g.Types[id] == Unused {
			continue
		}
		if kind := g.Types[id]; kind != Unknown && kind != Control && kind != UserDefined {
			return nil, tokenizer.ErrUnsupported.Errorf("tokenizer.ggml.token_type: token %d has the type %d", id, kind)
		}
		list = append(list, added{id: int32(id), content: token, special: g.Types[id] != UserDefined})
	}
	var err error
	if t.vocabulary, err = b.build(); err != nil {
		return nil, err
	}
	if err := t.setAdded(list); err != nil {
		return nil, err
	}
	merging := t.newMergeBuilder()
	for _, pair := range g.Merges {
		if err := merging.addPair(pair); err != nil {
			return nil, err
		}
	}
	t.merges = merging.merges
	if err := t.around(g); err != nil {
		return nil, err
	}
	return t, t.setMatchers()
}

func (t *Tokenizer) around(g GGUF) error {
	for _, end := range []struct {
		name string
		add  bool
		id   int
		to   *[]int32
	}{{"bos", g.AddBOS, g.BOS, &t.before}, {"eos", g.AddEOS, g.EOS, &t.after}} {
		if !end.add {
			continue
		}
		if !t.Special(end.id) {
			return tokenizer.ErrFormat.Errorf("tokenizer.ggml.add_%s_token, but %[1]s_token_id, %d, is no control token",
				end.name, end.id)
		}
		*end.to = []int32{int32(end.id)}
	}
	return nil
}

// GGUF is the inverse of FromGGUF. BOS and EOS are -1 unless they belong around every text. What GGUF has no words for
// is refused with tokenizer.ErrUnsupported.
func (t *Tokenizer) GGUF() (GGUF, error) {
	g := GGUF{Pre: t.Preset(), BOS: -1, EOS: -1, Merges: t.mergeLines()}
	if g.Pre == "" {
		return g, tokenizer.ErrUnsupported.Errorf("GGUF has no name for this pre-tokenizer")
	}
	if t.unk >= 0 || len(t.before) > 1 || len(t.after) > 1 {
		return g, tokenizer.ErrUnsupported.Errorf("GGUF can describe neither unk_token nor several tokens around a text")
	}
	for id := range t.VocabSize() {
		g.Tokens, g.Types = append(g.Tokens, t.spelled(int32(id))), append(g.Types, Normal)
	}
	for _, a := range t.added {
		if g.Types[a.id] = UserDefined; a.special {
			g.Types[a.id] = Control
		}
		if a.singleWord || a.lstrip || a.rstrip || a.normalized && !a.special {
			return g, tokenizer.ErrUnsupported.Errorf("GGUF can describe no added token like %.40q", a.content)
		}
	}
	if len(t.before) > 0 {
		g.BOS, g.AddBOS = int(t.before[0]), true
	}
	if len(t.after) > 0 {
		g.EOS, g.AddEOS = int(t.after[0]), true
	}
	return g, nil
}

// spelled is a token as files have it.
func (t *Tokenizer) spelled(id int32) string {
	if at, ok := t.addedAt[id]; ok {
		return t.added[at].content
	}
	text := t.vocabulary.token(id)
	if raw, ok := t.vocabulary.raw[text]; ok && raw == id {
		return text
	}
	return string(appendLetters(nil, text))
}

// mergePairs are the pairs of merges in the order of their ranks.
func (t *Tokenizer) mergePairs() []uint64 {
	return slices.SortedFunc(maps.Keys(t.merges),
		func(a, b uint64) int { return cmp.Compare(t.merges[a].rank, t.merges[b].rank) })
}

func (t *Tokenizer) mergeLines() []string {
	lines := make([]string, 0, len(t.merges))
	for _, pair := range t.mergePairs() {
		lines = append(lines, t.spelled(int32(pair>>32))+" "+t.spelled(int32(uint32(pair))))
	}
	return lines
}
