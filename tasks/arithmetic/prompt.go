package arithmetic

import (
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/tasks"
)

// Prompt implements tasks.Question. Names that the model has not learnt get stand-ins; the noun is not among the
// model's words.
func (q *Question) Prompt(v tasks.Vocabulary) (*tasks.Prompt, error) {
	known, back, err := q.alias(v)
	if err != nil {
		return nil, err
	}
	var text []string
	for _, f := range known.Facts {
		text = append(text, known.factTokens(f)...)
	}
	text = append(text, known.Names[q.Root], "?")
	p := &tasks.Prompt{Back: back, Aliases: tasks.Invert(back), Words: q.words(),
		FactsByAnswer: -2*(len(q.chain(q.Root))-1) - 1}
	if p.Tokens, err = tasks.IDs(v, text); err != nil {
		return nil, err
	}
	p.WordIDs, err = tasks.IDs(v, known.words())
	return p, err
}

// alias replaces names that the model has not learnt by names that it has and that the question does not use. It
// returns the question as the model reads it, and a map from the model's names to the replaced ones.
func (q *Question) alias(v tasks.Vocabulary) (*Question, map[string]string, error) {
	renamed, back := *q, map[string]string{}
	renamed.Names = slices.Clone(q.Names)
	pool := tasks.Pool{Words: Names}
	known := func(name string) bool { _, ok := v.ID(name); return ok }
	for i, name := range q.Names {
		if slices.Contains(Names, name) && known(name) {
			continue
		}
		word := pool.Next(q.Names, known)
		if word == "" {
			return nil, nil, &tasks.SyntaxError{Reason: fmt.Sprintf("there are too many different names; the model can keep "+
				"%d apart (%q is one too many)", len(Names), tasks.Shorten(name))}
		}
		renamed.Names[i], back[word] = word, name
	}
	return &renamed, back, nil
}
