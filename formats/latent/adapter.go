package latent

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/runtime"
)

// adapter implements huggingface.Adapter for the kind that a checkpoint turns out to be.
type adapter struct {
	options   Options
	kind      kind
	state     *huggingface.State
	config    config
	projected *runtime.Projection
	tokenizer []byte // the text of tokenizer.json, with the kind's tokens; nil for none
	notes     []string
}

// Adapt implements huggingface.Adapter.
func (a *adapter) Adapt(s *huggingface.State) (err error) {
	a.state = s
	if a.config, err = parseConfig(s.Config); err != nil {
		return err
	}
	a.unwrap()
	k, ok, err := choose(a.options.Kind, a)
	if err != nil || !ok {
		return err
	}
	a.kind = k
	if err := k.adapt(a); err != nil {
		return err
	}
	return a.vocabulary()
}

// Complete implements huggingface.Adapter.
func (a *adapter) Complete(c *runtime.Config) error {
	if a.kind.name == "" {
		return nil
	}
	ids, before, err := a.tokens(c.VocabSize)
	if err != nil {
		return err
	}
	l := a.kind.scheme(func(token string) int { return ids[token] })
	l.Before, l.Projection = before, a.projected
	c.Latent, c.Method, c.Thoughts = &l, l.Name, a.options.Thoughts
	c.MaxNewTokens = min(c.MaxPositions, a.kind.answer)
	if c.Thoughts == 0 {
		c.Thoughts = a.kind.thoughts
		a.note("%d thoughts are guessed: as many as published models of kind %s take (--thoughts N says another number)",
			c.Thoughts, a.kind.name)
	}
	return a.checkRoom(c)
}

// checkRoom refuses a number of thoughts beside which a question and an answer of one token each do not fit into the
// context: such a model could be imported, but never asked.
func (a *adapter) checkRoom(c *runtime.Config) error {
	l := c.Latent
	most := c.MaxPositions - len(l.Before) - len(l.Start) - len(l.End) - 2
	if l.Prompt != runtime.QuestionMark {
		most-- // for what is around the question
	}
	if c.Thoughts <= most {
		return nil
	}
	return ErrUnsupported.Errorf("%d thoughts leave no room for a question and an answer in a context of %d positions "+
		"(%s in config.json); want at most %d (coconut import --thoughts N)", c.Thoughts, c.MaxPositions,
		a.config.positions(), max(most, 0))
}

func (a *adapter) note(format string, args ...any) {
	a.notes = append(a.notes, fmt.Sprintf(format, args...))
}

// wrappers are what training frameworks put before all names.
var wrappers = []string{"module.", "_orig_mod."}

// unwrap takes off what is before all names.
func (a *adapter) unwrap() {
	for _, w := range wrappers {
		if a.count(w) == len(a.state.Tensors) && a.count(w) > 0 {
			a.strip(w)
		}
	}
}

// names lists the tensors.
func (a *adapter) names() []string { return slices.Sorted(maps.Keys(a.state.Tensors)) }

// count counts the tensors whose names begin with a prefix.
func (a *adapter) count(prefix string) (n int) {
	for name := range a.state.Tensors {
		if strings.HasPrefix(name, prefix) {
			n++
		}
	}
	return n
}

// some names a few tensors, for errors.
func (a *adapter) some() string {
	const most = 3
	names := a.names()
	text := strings.Join(names[:min(most, len(names))], ", ")
	if len(names) > most {
		text += ", …"
	}
	return fmt.Sprintf("%.300s", text)
}

// strip takes a prefix off all names that have it.
func (a *adapter) strip(prefix string) {
	for _, name := range a.names() {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			a.rename(name, short)
		}
	}
}

func (a *adapter) rename(from, to string) {
	a.state.Tensors[to] = a.state.Tensors[from]
	delete(a.state.Tensors, from)
}

// drop leaves out the tensors whose names begin with one of the prefixes. what says for people what they are.
func (a *adapter) drop(what string, prefixes ...string) {
	dropped := 0
	for _, name := range a.names() {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			delete(a.state.Tensors, name)
			dropped++
		}
	}
	switch dropped {
	case 0:
	case 1:
		a.note("left out 1 tensor: %s", what)
	default:
		a.note("left out %d tensors: %s", dropped, what)
	}
}

// vocabulary makes embedding and head complete, and the config's number of tokens that of the embedding's rows.
func (a *adapter) vocabulary() error {
	embedding, err := a.embedding()
	if err != nil {
		return err
	}
	if len(embedding.Shape) != 2 {
		return ErrCheckpoint.Errorf("tensor %s has shape %v, want a matrix", a.config.embedding(), embedding.Shape)
	}
	rows, added := embedding.Shape[0], len(a.kind.tokens)
	if rows != a.config.VocabSize && rows != a.config.VocabSize+added && !a.cut(rows) {
		return ErrCheckpoint.Errorf("the embedding has %d rows, and config.json %d tokens; want the config.json of the "+
			"model that this one was trained from, which has %d", rows, a.config.VocabSize, rows-added)
	}
	a.state.Config, err = withVocabulary(a.state.Config, rows)
	return err
}

// cut reports whether training may have made an embedding of so many rows out of a larger one: some models' have rows
// for more tokens than their tokenizer has, up to a multiple of 64 (Qwen2's has 151,936 for 151,665), and training then
// sets the number to the tokenizer's.
func (a *adapter) cut(rows int) bool {
	const multiple = 64
	return !a.kind.padded && rows < a.config.VocabSize && a.config.VocabSize%multiple == 0
}

// embedding returns the input embedding. Where it is missing it is the head, if the two are tied.
func (a *adapter) embedding() (huggingface.Tensor, error) {
	name, tensors := a.config.embedding(), a.state.Tensors
	embedding, has := tensors[name]
	if !has { // some files leave out the name of the part that it belongs to
		_, short, _ := strings.Cut(name, ".")
		embedding, has = tensors[short]
	}
	_, hasHead := tensors[head]
	switch {
	case !has && hasHead && a.config.tied():
		a.note("the embedding is missing, and taken from the head, which it is tied to")
		embedding = tensors[head]
		tensors[name] = embedding
	case !has:
		return embedding, ErrCheckpoint.Errorf("tensor %s is missing; the tensors are called %s: another model's "+
			"config.json, or a checkpoint that is not whole", name, a.some())
	case !hasHead && a.config.untied():
		return embedding, ErrCheckpoint.Errorf("tensor %s is missing, and config.json says that it is not tied to the "+
			"embedding: the checkpoint is not whole", head)
	}
	return embedding, nil
}
