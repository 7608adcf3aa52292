package bpe

import (
	"fmt"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// Load reads a tokenizer.json of at most MaxFile bytes with a model of type BPE. Its errors wrap tokenizer.ErrFormat or
// tokenizer.ErrUnsupported and name the field at fault.
func Load(data []byte) (*Tokenizer, error) {
	c, err := parse(data, root)
	if err != nil {
		return nil, err
	}
	file, err := c.members("version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
		"post_processor", "decoder", "model")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"truncation", "padding"} {
		if file.value(name) != nil {
			return nil, tokenizer.ErrUnsupported.Errorf("%s must be null", name)
		}
	}
	if version, err := file.str("version"); err != nil {
		return nil, err
	} else if version != "" && version != "1.0" {
		return nil, tokenizer.ErrUnsupported.Errorf("version %.20q", version)
	}
	l := &loader{Tokenizer: Tokenizer{unk: -1}}
	for _, read := range []func(fields) error{
		l.model, l.addedTokens, l.mergeList, l.normalizer, l.preTokenizer, l.decoder, l.postProcessor,
	} {
		if err := read(file); err != nil {
			return nil, err
		}
	}
	return &l.Tokenizer, nil
}

// Is says whether data looks like a tokenizer.json that Load is for: one with a model of type BPE. Old files leave out
// the type.
func Is(data []byte) bool {
	c, err := parse(data, root)
	if err != nil || c.data[c.at] != '{' {
		return false
	}
	is := false
	look := func(key string) error {
		switch key {
		case "type":
			text, err := c.str()
			is = err == nil && text == "BPE"
			return err
		case "merges":
			is = true
		}
		c.skip()
		return nil
	}
	err = c.object(func(key string) error {
		if key == "model" && c.data[c.at] == '{' {
			return c.object(look)
		}
		c.skip()
		return nil
	})
	return err == nil && is
}

// loader reads a tokenizer.json part by part.
type loader struct {
	Tokenizer
	merging *cursor // model.merges
}

func (l *loader) model(file fields) error {
	c := file.value("model")
	if c == nil {
		return tokenizer.ErrFormat.Errorf("model is missing")
	}
	// A model of another type has fields of its own; its type comes first.
	if kind, err := kindOf(*c); err != nil {
		return err
	} else if kind != "" && kind != "BPE" {
		return tokenizer.ErrUnsupported.Errorf("%.20q as model.type; only BPE is read here", kind)
	}
	m, err := c.members("type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
		"byte_fallback", "ignore_merges", "vocab", "merges")
	if err != nil {
		return err
	}
	if err := l.readVocabulary(m.value("vocab"), "model.vocab"); err != nil {
		return err
	}
	if l.merging = m.value("merges"); l.merging == nil {
		return tokenizer.ErrFormat.Errorf("model.merges is missing")
	}
	return l.modelOptions(m)
}

// kindOf is the field "type" of an object, "" if there is none. It does not move the caller's cursor.
func kindOf(c cursor) (kind string, err error) {
	err = c.object(func(key string) error {
		if key != "type" || c.data[c.at] != '"' {
			c.skip()
			return nil
		}
		kind, err = c.str()
		return err
	})
	return kind, err
}

// readVocabulary reads an object of tokens and ids.
func (t *Tokenizer) readVocabulary(c *cursor, where string) (err error) {
	if c == nil {
		return tokenizer.ErrFormat.Errorf("%s is missing", where)
	}
	b := &vocabularyBuilder{where: where}
	err = c.object(func(token string) error {
		id, err := c.integer()
		if err != nil {
			return err
		}
		return b.add(id, token)
	})
	if err != nil {
		return err
	}
	t.vocabulary, err = b.build()
	return err
}

// modelOptions reads what changes how the model works, and refuses what would.
func (l *loader) modelOptions(m fields) error {
	for _, name := range []string{"continuing_subword_prefix", "end_of_word_suffix"} {
		if text, err := m.str(name); err != nil {
			return err
		} else if text != "" {
			return tokenizer.ErrUnsupported.Errorf("model.%s %.20q; want none", name, text)
		}
	}
	if c := m.value("dropout"); c != nil && !c.zero() {
		return tokenizer.ErrUnsupported.Errorf("model.dropout; want none")
	}
	var fallback, fuse bool
	err := m.booleans(map[string]*bool{"ignore_merges": &l.ignoreMerges, "byte_fallback": &fallback, "fuse_unk": &fuse})
	if err != nil {
		return err
	}
	unk, err := m.str("unk_token")
	if err != nil || l.everyByte() {
		return err // without bytes that have no token, the rest does not matter
	}
	if fallback || fuse {
		return tokenizer.ErrUnsupported.Errorf("model.byte_fallback or fuse_unk with a vocabulary without some bytes")
	}
	if unk != "" {
		var scratch []byte
		id, ok := l.vocabulary.find([]byte(unk), &scratch)
		if !ok {
			return tokenizer.ErrFormat.Errorf("model.unk_token %.40q is not in the vocabulary", unk)
		}
		l.unk = id
	}
	return nil
}

func (t *Tokenizer) everyByte() bool {
	for _, id := range t.vocabulary.bytes {
		if id < 0 {
			return false
		}
	}
	return true
}

// maxAdded is how many added tokens there may be.
const maxAdded = 1 << 14

func (l *loader) addedTokens(file fields) error {
	c := file.value("added_tokens")
	if c == nil {
		return l.setAdded(nil)
	}
	var list []added
	err := c.array(func() error {
		if len(list) == maxAdded {
			return tokenizer.ErrFormat.Errorf("more than %d added_tokens", maxAdded)
		}
		c.where = fmt.Sprintf("added_tokens[%d]", len(list))
		a, err := readAdded(c)
		list = append(list, a)
		return err
	})
	if err != nil {
		return err
	}
	return l.setAdded(list)
}

func readAdded(c *cursor) (a added, err error) {
	f, err := c.members("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
	if err != nil {
		return a, err
	}
	if f["id"] == nil || f["content"] == nil {
		return a, tokenizer.ErrFormat.Errorf("%s: want id and content", c.where)
	}
	id, err := f["id"].integer()
	if err != nil {
		return a, err
	}
	if id < 0 || id >= maxVocabulary {
		return a, tokenizer.ErrFormat.Errorf("%s: the id %d, want 0 to %d", c.where, id, maxVocabulary-1)
	}
	a.id = int32(id)
	if a.content, err = f["content"].str(); err != nil {
		return a, err
	}
	if a.content == "" || len(a.content) > maxToken {
		return a, tokenizer.ErrFormat.Errorf("%s: content of %d bytes, want 1 to %d", c.where, len(a.content), maxToken)
	}
	return a, f.booleans(map[string]*bool{"single_word": &a.singleWord, "lstrip": &a.lstrip, "rstrip": &a.rstrip,
		"normalized": &a.normalized, "special": &a.special})
}

func (l *loader) mergeList(fields) error {
	c := l.merging
	b := l.newMergeBuilder()
	err := c.array(func() error {
		if c.data[c.at] == '[' {
			return addList(b, c)
		}
		pair, err := c.str()
		if err != nil {
			return err
		}
		return b.addPair(pair)
	})
	l.merges = b.merges
	return err
}

// addList adds a merge in the newer spelling, ["left","right"].
func addList(b *mergeBuilder, c *cursor) error {
	var pair [2]string
	n := 0
	err := c.array(func() error {
		token, err := c.str()
		if n < len(pair) {
			pair[n] = token
		}
		n++
		return err
	})
	if err != nil {
		return err
	}
	if n != len(pair) {
		return tokenizer.ErrFormat.Errorf("merge %d: %d tokens, want two", b.rank, n)
	}
	return b.add(pair[0], pair[1])
}
