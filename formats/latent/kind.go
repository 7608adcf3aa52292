package latent

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/runtime"
)

// kind is a way in which latent reasoners are published.
type kind struct {
	name string
	// prefix is what the names of some of its tensors begin with, beside what others do; both may be "". A checkpoint is
	// recognised by them, or with marked by the tokens' ids in its config.json.
	prefix, beside string
	marked         bool
	// plain says that somebody who names the kind may have taken prefix off.
	plain bool
	// adapt renames, drops and merges tensors.
	adapt func(a *adapter) error
	// tokens are those that training appended to the vocabulary, in the order of their ids, by the names that a tokenizer
	// gets for them.
	tokens []string
	// padded says that these come after all rows of the embedding instead of after the tokenizer's tokens.
	padded bool
	// scheme says how the model thinks, but for Before. id returns the id of one of tokens.
	scheme func(id func(token string) int) runtime.LatentScheme
	// thoughts is how many the published models were trained to take, answer how many tokens the authors let them write.
	thoughts, answer int
}

// kinds are those that are read, in the order in which a checkpoint is compared with them.
func kinds() []kind { return []kind{simCoT, simCODI, coconut, codi, latentTTSCODI, latentTTS} }

// choose finds the kind of a checkpoint, or that of a name; ok is false for a checkpoint of none.
func choose(name string, a *adapter) (k kind, ok bool, err error) {
	named := false
	for _, k := range kinds() {
		switch {
		case name == "" && k.recognises(a), name == k.name && (k.plain || a.count(k.prefix) > 0):
			return k, true, nil
		}
		named = named || name == k.name
	}
	if name == "" {
		return kind{}, false, nil
	}
	if !named {
		return kind{}, false, ErrUnsupported.Errorf("kind %.40q; supported: %s", name, strings.Join(Kinds(), ", "))
	}
	return kind{}, false, ErrCheckpoint.Errorf("its tensors are not those of kind %s; they are called %s", name, a.some())
}

func (k kind) recognises(a *adapter) bool {
	if k.marked {
		return a.config.marked()
	}
	return a.count(k.prefix) > 0 && a.count(k.beside) > 0
}

// Kinds lists the names of the kinds.
func Kinds() (names []string) {
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
