package latent

import (
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// tokens finds the ids of the kind's tokens in a vocabulary of so many rows, and the tokens before every text. It keeps
// the tokenizer with the tokens that it lacks.
func (a *adapter) tokens(rows int) (ids map[string]int, before []int, err error) {
	data, err := a.readTokenizer()
	if err != nil {
		return nil, nil, err
	}
	if data == nil {
		a.note("without a tokenizer, the last %d of %d tokens are taken for %q", len(a.kind.tokens), rows, a.kind.tokens)
		ids, err = a.last(rows)
		return ids, nil, err
	}
	t, err := bpe.Load(data)
	if err != nil {
		return nil, nil, fault.Errorf("latent", "%s: %w", layout.TokenizerFile, err)
	}
	if ids, err = a.place(t, rows); err != nil {
		return nil, nil, err
	}
	before, _ = t.Around()
	a.tokenizer, err = a.named(data, t, ids)
	return ids, before, err
}

// readTokenizer returns the text of the tokenizer, or nil for none.
func (a *adapter) readTokenizer() ([]byte, error) {
	switch name := a.options.Tokenizer; name {
	case NoTokenizer:
		return nil, nil
	case "":
		data, err := a.state.Read(layout.TokenizerFile)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrCheckpoint.Errorf("there is no %s beside the weights; take the one of the model that this one was "+
				"trained from (coconut import --tokenizer FILE), or --tokenizer %s to do without: %w", layout.TokenizerFile,
				NoTokenizer, err)
		}
		return data, err
	default:
		return os.ReadFile(name)
	}
}

// last takes the last rows for the kind's tokens.
func (a *adapter) last(rows int) (map[string]int, error) {
	names := a.kind.tokens
	if rows < len(names) {
		return nil, ErrCheckpoint.Errorf("the embedding has %d rows, not even those of %q", rows, names)
	}
	ids := map[string]int{}
	for i, name := range names {
		ids[name] = rows - len(names) + i
	}
	return ids, nil
}

// place finds the ids of the kind's tokens: those that the tokenizer has for them, or the last ones.
func (a *adapter) place(t *bpe.Tokenizer, rows int) (map[string]int, error) {
	names, size := a.kind.tokens, t.VocabSize()
	if size > rows {
		return nil, ErrCheckpoint.Errorf("the tokenizer has %d tokens, and the embedding %d rows: it is another model's",
			size, rows)
	}
	ids := map[string]int{}
	for _, name := range names {
		if id, ok := t.ID(name); ok {
			ids[name] = id
		}
	}
	if len(ids) == len(names) {
		return ids, nil
	}
	first := rows - len(names)
	for i, name := range names { // the first ones may be there
		if id, ok := ids[name]; ok && id != first+i {
			return nil, ErrCheckpoint.Errorf("the tokenizer has %q as token %d, want %d: it is another model's", name, id,
				first+i)
		}
	}
	if size != first+len(ids) && !(a.kind.padded && size < first) {
		return nil, ErrCheckpoint.Errorf("the tokenizer has %d tokens, and the embedding %d rows; want %d with %q: it is "+
			"another model's, or the checkpoint is one from before these tokens were added", size, rows, size-len(ids)+len(names),
			names)
	}
	return a.last(rows)
}

// named returns the tokenizer's text with the kind's tokens added to it. Where the embedding has rows between, they
// cannot be.
func (a *adapter) named(data []byte, t *bpe.Tokenizer, ids map[string]int) ([]byte, error) {
	names := slices.DeleteFunc(slices.Clone(a.kind.tokens), func(name string) bool {
		_, has := t.ID(name)
		return has
	})
	if len(names) == 0 {
		return data, nil
	}
	if ids[names[0]] != t.VocabSize() {
		a.note("tokens %d to %d have no names, because the tokenizer ends before them", ids[names[0]],
			ids[names[len(names)-1]])
		return data, nil
	}
	file, err := bpe.AppendSpecial(data, ids[names[0]], names...)
	if err != nil {
		return nil, fault.Errorf("latent", "%s: %w", layout.TokenizerFile, err)
	}
	a.note("added to the tokenizer: %q as tokens %d to %d", names, ids[names[0]], ids[names[len(names)-1]])
	return file, nil
}
